/** Two runs of one table have the same rows, and who compares them sees it. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.compare;
