package dev.tidemark.lineage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot that readers of {@code main} saw, and since when they did.
 *
 * <p>Which ones readers saw is in the log of {@code main} and not in its ancestry: after a promote
 * the ancestors are epochs that nobody saw under {@code main} at their time. Iceberg drops all
 * entries of that log up to the newest whose snapshot was expired. What is left beyond has one of
 * Tidemark's tags, set while the log still had it: {@code tidemark_kept_…} on an epoch that {@code
 * main} came to when it was made and {@code tidemark_move_…} on a marker ({@link Retention}),
 * {@code tidemark_before_…} on a head of {@code main} ({@link BeforeTags}). So each was seen at the
 * time of its snapshot, but not all that was seen is left. Tags of people and of recovery points,
 * and {@code tidemark_move_…} on an epoch, may be on branches that nobody read at that time, and
 * tell nothing.
 *
 * @param since when {@code main} came to it
 */
public record Seen(Instant since, Snapshot snapshot) {

  /** All that are left, newest first. */
  public static List<Seen> of(Table table) {
    return of(table.history(), table.refs(), table::snapshot);
  }

  static List<Seen> of(TableMetadata table) {
    return of(table.snapshotLog(), table.refs(), table::snapshot);
  }

  /** What readers saw at a moment, or the newest before it that is left. */
  public static Optional<Seen> at(Table table, Instant moment) {
    return of(table).stream().filter(seen -> !seen.since().isAfter(moment)).findFirst();
  }

  /** What the snapshot is to the lineage. */
  public Version version() {
    return Version.of(snapshot);
  }

  /** The oldest epoch that readers saw and that is left. */
  static Optional<Version.Stamped> oldestEpoch(TableMetadata table) {
    List<Seen> seen = of(table);
    for (int i = seen.size() - 1; i >= 0; i--) {
      if (seen.get(i).version() instanceof Version.Stamped epoch) {
        return Optional.of(epoch);
      }
    }
    return Optional.empty();
  }

  private static List<Seen> of(
      List<HistoryEntry> log,
      Map<String, SnapshotRef> refs,
      LongFunction<@Nullable Snapshot> snapshots) {
    List<Seen> seen = new ArrayList<>();
    for (HistoryEntry entry : log) {
      Snapshot snapshot = snapshots.apply(entry.snapshotId());
      if (snapshot != null) {
        seen.add(new Seen(Instant.ofEpochMilli(entry.timestampMillis()), snapshot));
      }
    }
    Instant logged = seen.isEmpty() ? Instant.MAX : seen.get(0).since();
    Collections.reverse(seen);
    tagged(refs, snapshots).stream()
        .filter(it -> it.since().isBefore(logged))
        .sorted(Comparator.comparing(Seen::since).reversed())
        .forEach(seen::add);
    return List.copyOf(seen);
  }

  private static List<Seen> tagged(
      Map<String, SnapshotRef> refs, LongFunction<@Nullable Snapshot> snapshots) {
    Map<Long, Seen> tagged = new HashMap<>();
    refs.forEach(
        (name, ref) -> {
          Snapshot snapshot = snapshots.apply(ref.snapshotId());
          if (snapshot != null && ref.isTag() && wasSeen(name, snapshot)) {
            Instant made = Instant.ofEpochMilli(snapshot.timestampMillis());
            tagged.put(ref.snapshotId(), new Seen(made, snapshot));
          }
        });
    return List.copyOf(tagged.values());
  }

  private static boolean wasSeen(String tag, Snapshot snapshot) {
    return tag.startsWith(Keys.KEPT_TAG)
        || BeforeTags.is(tag)
        || (tag.startsWith(Keys.MOVE_TAG) && Markers.isMove(snapshot));
  }
}
