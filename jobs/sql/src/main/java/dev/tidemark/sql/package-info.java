/** Definitions whose rows a query makes: checked, compiled and run through Flink SQL. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.sql;
