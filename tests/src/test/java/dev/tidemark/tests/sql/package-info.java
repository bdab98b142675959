/**
 * Flink SQL: plain Flink with the connector in {@code lib/}, as {@code docs/sql.md} shows it, and
 * definitions in SQL over upgrades.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.sql;
