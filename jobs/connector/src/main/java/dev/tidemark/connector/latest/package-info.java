/** The newest state per key, by an order of events that no interleaving of partitions changes. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.connector.latest;
