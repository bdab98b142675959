/** What one run is, resolved before its job starts, and the exception that ends a run for good. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.connector.plan;
