/** Records that no contract allows, and nothing dies of them. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.badinput;
