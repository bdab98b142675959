/**
 * Plain Flink with the SQL connector in {@code lib/}: what {@code docs/sql.md} shows, as it stands
 * there.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.tests.sql;
