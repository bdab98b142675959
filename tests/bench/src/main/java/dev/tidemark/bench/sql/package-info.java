/** Statements in Flink SQL: our connector against the stock ones. */
@NullMarked
package dev.tidemark.bench.sql;

import org.jspecify.annotations.NullMarked;
