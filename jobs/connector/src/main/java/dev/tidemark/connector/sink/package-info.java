/** From rows to stamped Iceberg snapshots: writers, aggregator, committer. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.connector.sink;
