/** Pure functions that definitions use in their transforms; wrappers for Flink SQL stay thin. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.udf;
