package dev.tidemark.query;

import dev.tidemark.lineage.Seen;
import dev.tidemark.lineage.Tidemark;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** Finds the snapshot of a table that a {@link ReadPoint} means. */
final class Versions {
  private final Table table;
  private final String name;

  /**
   * @param name of the table, for messages
   */
  Versions(Table table, String name) {
    this.table = table;
    this.name = name;
  }

  /**
   * Empty if the table has none: it has no such version or branch, or no snapshot at all.
   *
   * @throws QueryFailure if the table is younger than the time, or that far back no more is known
   */
  Optional<Snapshot> at(ReadPoint point) {
    if (point instanceof ReadPoint.AtVersion version) {
      return Optional.ofNullable(table.snapshot(version.snapshotId()));
    }
    if (point instanceof ReadPoint.OnBranch on) {
      SnapshotRef ref = table.refs().get(on.branch());
      return Optional.ofNullable(
          ref == null || !ref.isBranch() ? null : table.snapshot(ref.snapshotId()));
    }
    return point instanceof ReadPoint.AtTime at ? asOf(at.time()) : newest();
  }

  /** What {@code main} is. */
  Optional<Snapshot> newest() {
    return Optional.ofNullable(table.currentSnapshot());
  }

  /**
   * What {@code main} was, not its ancestors: after a promote those are the new lead's epochs,
   * which nobody saw under {@code main} at their time. Where versions were expired, the newest
   * before the time that was kept.
   */
  private Optional<Snapshot> asOf(Instant time) {
    Optional<Snapshot> found = Seen.at(table, time).map(Seen::snapshot);
    List<Seen> left = found.isEmpty() ? Seen.of(table) : List.of();
    if (!left.isEmpty()) {
      throw new QueryFailure(
          "Of %s nothing is known at %s: the oldest version of main is of %s. Ask for a later time."
              .formatted(name, time, left.get(left.size() - 1).since()));
    }
    return found;
  }

  /** The version as it is reported, with the tidemark that says which events it holds. */
  TableRead read(Snapshot version) {
    Optional<Tidemark> tidemark = Optional.empty();
    for (Snapshot snapshot : SnapshotUtil.ancestorsOf(version.snapshotId(), table::snapshot)) {
      tidemark = Tidemark.of(snapshot);
      if (tidemark.isPresent()) {
        break;
      }
    }
    return new TableRead(
        name,
        version.snapshotId(),
        Instant.ofEpochMilli(version.timestampMillis()),
        tidemark.orElse(null));
  }

  List<String> branches() {
    return table.refs().keySet().stream()
        .filter(ref -> table.refs().get(ref).isBranch())
        .sorted()
        .toList();
  }
}
