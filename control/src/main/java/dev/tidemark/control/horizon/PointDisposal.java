package dev.tidemark.control.horizon;

import dev.tidemark.control.Console;
import dev.tidemark.control.flink.FlinkRest;
import dev.tidemark.control.run.RunRecord;
import dev.tidemark.lineage.LeftSavepoints;
import dev.tidemark.lineage.RecoveryPoint;
import dev.tidemark.lineage.RecoveryPoints;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Forgets a table's old recovery points and deletes the savepoints that belong to none, whoever
 * left them. What cannot be deleted now is tried again in every round.
 */
final class PointDisposal {
  /** So old a savepoint without a point is nobody's: {@link PointTaker} gives up before. */
  static final Duration ABANDONED = PointTaker.PATIENCE.multipliedBy(2);

  private final RecoveryPoints points;
  private final LeftSavepoints left;
  private final Console console;
  private final String table;

  PointDisposal(RecoveryPoints points, LeftSavepoints left, Console console, String table) {
    this.points = points;
    this.left = left;
    this.console = console;
    this.table = table;
  }

  /**
   * @param horizon points taken before it are forgotten
   * @return false if a savepoint could not be deleted; that has been said
   */
  boolean round(FlinkRest rest, List<RunRecord> runs, Instant horizon) throws InterruptedException {
    for (RecoveryPoint old : points.forget(horizon)) {
      console.note(
          "Forgot the recovery point of %s/%s of %s.".formatted(table, old.run(), old.taken()));
    }
    Instant abandoned = Instant.now().minus(ABANDONED);
    sweep(runs, abandoned);
    return new SavepointDisposal(left, console).dispose(rest, abandoned);
  }

  /**
   * Local folders that were never noted: their watcher was killed in the moment between. The list
   * of points is read after the folders, so that none is taken that has become a point.
   */
  private void sweep(List<RunRecord> runs, Instant abandoned) {
    for (RunRecord run : runs) {
      if (!run.isLocal()) {
        continue;
      }
      var folders = new PointFolders(run.recoveryPoints());
      Set<String> old = folders.untouchedSince(abandoned);
      if (!old.isEmpty()) {
        Set<String> known = new TreeSet<>();
        points.list().forEach(point -> known.add(PointFolders.name(point.savepoint())));
        left.all().forEach(savepoint -> known.add(PointFolders.name(savepoint.savepoint())));
        old.removeAll(known);
      }
      for (String folder : old) {
        folders.delete(folder);
        console.note(
            "Deleted the savepoint %s of %s/%s, which no recovery point refers to."
                .formatted(folder, table, run.run()));
      }
    }
  }
}
