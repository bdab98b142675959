/**
 * The tidemark of a snapshot, the runs of a live table, and the commits that move them: landing an
 * epoch, promote, hold, rollback. Everything goes through a public Iceberg catalog; nothing here
 * knows Flink.
 */
@NullMarked
package dev.tidemark.lineage;

import org.jspecify.annotations.NullMarked;
