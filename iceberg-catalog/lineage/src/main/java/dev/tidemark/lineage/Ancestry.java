package dev.tidemark.lineage;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/**
 * Walks from a snapshot to its ancestors, the snapshot itself first, as far as they are retained.
 */
final class Ancestry {
  private Ancestry() {}

  static Iterable<Snapshot> of(TableMetadata table, long snapshotId) {
    return SnapshotUtil.ancestorsOf(snapshotId, table::snapshot);
  }

  /** The head of a branch; null if there is no such branch. */
  static @Nullable Snapshot head(TableMetadata table, String branch) {
    SnapshotRef ref = table.ref(branch);
    return ref == null || !ref.isBranch() ? null : table.snapshot(ref.snapshotId());
  }

  static Snapshot main(TableMetadata table) {
    Snapshot main = head(table, SnapshotRef.MAIN_BRANCH);
    if (main == null) {
      throw new RefusedException(
          "Table at %s has no main branch; restore it, or create the table anew."
              .formatted(table.location()));
    }
    return main;
  }

  /** The nearest snapshot with a tidemark. */
  static Optional<Snapshot> nearestEpoch(TableMetadata table, long snapshotId) {
    for (Snapshot snapshot : of(table, snapshotId)) {
      if (isEpoch(snapshot)) {
        return Optional.of(snapshot);
      }
    }
    return Optional.empty();
  }

  static boolean isEpoch(Snapshot snapshot) {
    return summary(snapshot).containsKey(Keys.ID);
  }

  static Set<Long> ids(TableMetadata table, long snapshotId) {
    Set<Long> ids = new HashSet<>();
    of(table, snapshotId).forEach(snapshot -> ids.add(snapshot.snapshotId()));
    return ids;
  }

  static Map<String, String> summary(Snapshot snapshot) {
    Map<String, String> summary = snapshot.summary();
    return summary == null ? Map.of() : summary;
  }
}
