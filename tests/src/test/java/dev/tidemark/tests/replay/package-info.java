@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.replay;
