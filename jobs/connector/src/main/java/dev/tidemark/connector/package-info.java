/** Tidemark's Flink connector: what a run is, and the exception that ends one for good. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.connector;
