package dev.tidemark.query;

import dev.tidemark.lineage.Tidemark;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which version of a table a query read.
 *
 * @param table its name in SQL
 * @param tidemark of that version, or of the nearest epoch below it where the version is a marker;
 *     null if no run has written the table yet, and for tables that are not live
 */
record TableRead(String table, long version, Instant at, @Nullable Tidemark tidemark) {}
