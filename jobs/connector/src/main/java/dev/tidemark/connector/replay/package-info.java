/** Which statements can be replayed to the same rows, read from Flink's compiled plans. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.connector.replay;
