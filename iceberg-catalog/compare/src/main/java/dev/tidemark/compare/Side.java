package dev.tidemark.compare;

import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/**
 * One version that is compared.
 *
 * @param asked what was asked for: a run, {@code main}, a tag or a version
 * @param table the Iceberg table; both sides of one table share it
 * @param version the snapshot
 * @param mark the nearest tidemark; null for the root and its like, which hold no events
 * @param reached the largest watermark of the version's history; null if there is none. A job that
 *     was just restarted has not seen it again yet, but the rows that it closed are there
 * @param foreign writes of other programs in the version's history, newest first, as far as it is
 *     retained: their rows come from no event
 */
public record Side(
    String asked,
    Table table,
    Version version,
    @Nullable Tidemark mark,
    @Nullable Long reached,
    List<Version.Foreign> foreign) {

  static Side of(String asked, Table table, long snapshotId) {
    Tidemark mark = null;
    Long reached = null;
    List<Version.Foreign> foreign = new ArrayList<>();
    for (Snapshot snapshot : SnapshotUtil.ancestorsOf(snapshotId, table::snapshot)) {
      Version version = Version.of(snapshot);
      if (version instanceof Version.Stamped stamped) {
        mark = mark == null ? stamped.tidemark() : mark;
        reached = later(reached, stamped.tidemark().watermark());
      } else if (version instanceof Version.Foreign other
          && !DataOperations.REPLACE.equals(other.operation())) {
        // A rewrite changes no rows.
        foreign.add(other);
      }
    }
    return new Side(
        asked, table, Version.of(table.snapshot(snapshotId)), mark, reached, List.copyOf(foreign));
  }

  static @Nullable Long later(@Nullable Long one, @Nullable Long other) {
    return one == null || (other != null && other > one) ? other : one;
  }

  /** The nearest tidemark. */
  public Optional<Tidemark> tidemark() {
    return Optional.ofNullable(mark);
  }

  /** As a command takes it: Iceberg puts the catalog's name before it. */
  static String namedByCommands(Table table) {
    return table.name().substring(table.name().indexOf('.') + 1);
  }

  /** Whether this is a run whose branch is still what it was forked from. */
  boolean hasNoEpochOfItsOwn() {
    SnapshotRef branch = table.refs().get("run_" + asked);
    return branch != null
        && branch.snapshotId() == version.snapshotId()
        && mark != null
        && !asked.equals(mark.run());
  }

  /** The largest watermark of its history. */
  public Optional<Instant> watermark() {
    return Optional.ofNullable(reached).map(Instant::ofEpochMilli);
  }

  /** For sentences: {@code r1 (version 4711)}. */
  public String name() {
    String id = Long.toString(version.snapshotId());
    return asked.equals(id) ? "version " + id : "%s (version %s)".formatted(asked, id);
  }
}
