/** Concurrent readers that hold every version of a table against the truth. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.watch;
