/**
 * Topics and live tables in Flink SQL: {@code 'connector' = 'tidemark'}. Found by Flink through
 * {@link dev.tidemark.connector.table.TidemarkTableFactory}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.connector.table;
