package dev.tidemark.compare;

import dev.tidemark.compare.rows.UncomparableException;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/**
 * Finds the two versions that a comparison is about. A branch stands for its newest version that
 * holds the same events as another one of the other side, the newest cut common to both; where
 * there is none, for its newest version.
 */
final class Sides {
  /** What a text means: a branch may stand for an older version, the others are one version. */
  record Found(String asked, Table table, long snapshotId, boolean branch) {}

  /** What must agree for rows to be equal: see {@link Pair}. */
  private record Cut(EventSet events, @Nullable Long watermark) {}

  private record Candidate(long snapshotId, Cut cut) {}

  private Sides() {}

  /**
   * Looks a text up: a run's id, {@code main} or another branch or tag, a version's number.
   *
   * @throws UncomparableException if it is none of these
   */
  static Found find(String asked, Table table) {
    for (String name : List.of("run_" + asked, asked)) {
      SnapshotRef ref = table.refs().get(name);
      if (ref != null) {
        return new Found(asked, table, ref.snapshotId(), ref.isBranch());
      }
    }
    Snapshot snapshot = asked.matches("[0-9]{1,18}|[1-9][0-9]{18}") ? version(asked, table) : null;
    if (snapshot == null) {
      throw new UncomparableException(
          "Table %s has no run, branch, tag or version \"%s\"; it has %s, and the versions that tidemark history shows."
              .formatted(
                  table.name(),
                  asked,
                  String.join(", ", table.refs().keySet().stream().sorted().toList())));
    }
    return new Found(asked, table, snapshot.snapshotId(), false);
  }

  private static @Nullable Snapshot version(String asked, Table table) {
    try {
      return table.snapshot(Long.parseLong(asked));
    } catch (NumberFormatException tooLarge) {
      return null;
    }
  }

  /** The same at a version of its history. */
  static Found at(Found side, String version) {
    Found found = find(version, side.table());
    if (!SnapshotUtil.isAncestorOf(side.snapshotId(), found.snapshotId(), side.table()::snapshot)) {
      throw new UncomparableException(
          "Version %s is not in the history of %s; tidemark history %s --branch %s lists what is."
              .formatted(
                  version,
                  side.asked(),
                  Side.namedByCommands(side.table()),
                  side.table().refs().containsKey(side.asked())
                      ? side.asked()
                      : "run_" + side.asked()));
    }
    return new Found(side.asked(), side.table(), found.snapshotId(), false);
  }

  /** The versions that were asked for. */
  static List<Side> heads(Found a, Found b) {
    return List.of(
        Side.of(a.asked(), a.table(), a.snapshotId()),
        Side.of(b.asked(), b.table(), b.snapshotId()));
  }

  /**
   * The newest pair with a common cut; where there is none, the heads. A version from before a fork
   * is in both histories: to compare it with itself would prove nothing of either run.
   */
  static List<Side> atACommonCut(Found a, Found b) {
    if (isOneVersion(a, a.snapshotId(), b, b.snapshotId())) {
      return heads(a, b);
    }
    Map<Cut, Long> ofB = new HashMap<>();
    candidates(b).forEach(other -> ofB.putIfAbsent(other.cut(), other.snapshotId()));
    for (Candidate one : candidates(a)) {
      Long other = ofB.get(one.cut());
      if (other != null && !isOneVersion(a, one.snapshotId(), b, other)) {
        return List.of(
            Side.of(a.asked(), a.table(), one.snapshotId()), Side.of(b.asked(), b.table(), other));
      }
    }
    return heads(a, b);
  }

  private static boolean isOneVersion(Found a, long ofA, Found b, long ofB) {
    return ofA == ofB && a.table() == b.table();
  }

  /** The versions that may stand for a side, newest first. */
  private static List<Candidate> candidates(Found side) {
    List<Snapshot> history = new ArrayList<>();
    SnapshotUtil.ancestorsOf(side.snapshotId(), side.table()::snapshot).forEach(history::add);
    Collections.reverse(history);
    List<Candidate> candidates = new ArrayList<>();
    Cut cut = null;
    Long watermark = null;
    for (Snapshot snapshot : history) {
      if (Version.of(snapshot) instanceof Version.Stamped stamped) {
        Tidemark mark = stamped.tidemark();
        watermark = Side.later(watermark, mark.watermark());
        cut = new Cut(EventSet.of(mark), watermark);
      }
      // What lies above an epoch (a marker, another program's write) holds its events too.
      if (cut != null && (side.branch() || snapshot.snapshotId() == side.snapshotId())) {
        candidates.add(new Candidate(snapshot.snapshotId(), cut));
      }
    }
    Collections.reverse(candidates);
    return candidates;
  }
}
