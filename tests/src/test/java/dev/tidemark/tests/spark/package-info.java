/** Spark as a reader of live tables. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.spark;
