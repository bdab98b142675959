package dev.tidemark.lineage;

import java.time.Instant;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.jspecify.annotations.Nullable;

/** One snapshot of a live table, as the lineage sees it. */
public sealed interface Version {
  /** What a snapshot of a live table is. */
  static Version of(Snapshot snapshot) {
    return Versions.of(snapshot);
  }

  /** The Iceberg snapshot. */
  long snapshotId();

  /** The snapshot it was built on; null for the first one of the table. */
  @Nullable Long parentId();

  /** When Iceberg made the snapshot. */
  Instant at();

  /** An epoch of a run. */
  record Stamped(long snapshotId, @Nullable Long parentId, Instant at, Tidemark tidemark)
      implements Version {}

  /** A marker: root, promote, hold or rollback. */
  record Marked(long snapshotId, @Nullable Long parentId, Instant at, Marker marker)
      implements Version {}

  /** Something that no run wrote: a foreign engine's write, or maintenance. */
  record Foreign(
      long snapshotId,
      @Nullable Long parentId,
      Instant at,
      String operation,
      Map<String, String> summary)
      implements Version {}
}
