/**
 * From topics to positioned records: which offsets a run starts at, and the Kafka source itself.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.connector.source;
