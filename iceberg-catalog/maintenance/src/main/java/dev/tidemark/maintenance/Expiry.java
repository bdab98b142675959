package dev.tidemark.maintenance;

import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Run;
import dev.tidemark.lineage.Version;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * Forgets old snapshots of all branches, and deletes the files that only they used. Iceberg's own
 * expiry, told what a live table needs of it.
 *
 * <p>Why no run loses its chain: a run's next epoch lands if the nearest tidemark on its branch is
 * its parent, so from each branch's head back to that tidemark everything stays, however old. An
 * older epoch whose snapshot is gone can no longer be recognised as landed; should a savepoint of
 * then be restored, the nearest tidemark is not its parent, and it is refused: never committed
 * twice.
 *
 * <p>Why no reader of a retained version loses a file: a file is deleted only if no retained
 * snapshot of any branch or tag refers to it. Epochs that have not landed are in no snapshot, so
 * their files are not looked at here. A process killed between the commit and the deletes leaves
 * orphans, which {@link Orphans} finds.
 */
final class Expiry {
  /** Enough to see what happened lately, also on a table that nobody writes to. */
  private static final int AT_LEAST = 10;

  private Expiry() {}

  /** How many snapshots of the live table {@link #expire} would forget now. */
  static long count(LiveTable live, Instant olderThan) {
    return expiry(live.table(), olderThan, needed(live)).apply().size();
  }

  /**
   * @return how many snapshots were forgotten
   */
  static long expire(LiveTable live, Instant olderThan) {
    return expire(live.table(), olderThan, needed(live));
  }

  /**
   * The same for the quarantine table. All of its rows are upserts by position, so that an epoch
   * which is no longer recognised there and written again changes nothing.
   */
  static long expireQuarantine(LiveTable live, Instant olderThan) {
    Table quarantine = live.quarantine();
    return quarantine.currentSnapshot() == null ? 0 : expire(quarantine, olderThan, AT_LEAST);
  }

  private static long expire(Table table, Instant olderThan, int atLeast) {
    ExpireSnapshots expiry = expiry(table, olderThan, atLeast);
    List<Snapshot> old = expiry.apply();
    if (!old.isEmpty()) {
      expiry.commit();
    }
    return old.size();
  }

  private static ExpireSnapshots expiry(Table table, Instant olderThan, int atLeast) {
    return table
        .expireSnapshots()
        .expireOlderThan(olderThan.toEpochMilli())
        .retainLast(atLeast)
        .cleanExpiredFiles(true);
  }

  /** How many snapshots each branch keeps at the least: down to the nearest tidemark of any. */
  private static int needed(LiveTable live) {
    return Stream.concat(Stream.of("main"), live.runs().stream().map(Run::branch))
        .mapToInt(branch -> downToTheNearestEpoch(live, branch))
        .reduce(AT_LEAST, Math::max);
  }

  private static int downToTheNearestEpoch(LiveTable live, String branch) {
    int walked = 0;
    for (Version version : live.history(branch)) {
      walked++;
      if (version instanceof Version.Stamped) {
        return walked;
      }
    }
    // A run without an epoch: its branch is markers and maintenance down to the root.
    return walked;
  }
}
