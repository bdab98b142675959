package dev.tidemark.control.horizon;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.flink.FlinkRest;
import dev.tidemark.control.run.RunRecord;
import dev.tidemark.lineage.LeftSavepoint;
import dev.tidemark.lineage.LeftSavepoints;
import dev.tidemark.lineage.RecoveryPoint;
import dev.tidemark.lineage.RecoveryPoints;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Takes recovery points of running jobs. Before it waits for the version of a savepoint it notes
 * that one as left, so that it is deleted if no point comes of it: {@link PointDisposal}.
 */
final class PointTaker {
  /** How long a savepoint may take, and how long its epoch. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  /**
   * So many checkpoints later every epoch up to the savepoint has landed: {@link RecoveryPoints}.
   */
  private static final int SETTLED = 2;

  private final RecoveryPoints points;
  private final LeftSavepoints left;

  PointTaker(RecoveryPoints points, LeftSavepoints left) {
    this.points = points;
    this.left = left;
  }

  /**
   * Takes one; returns when its version is known.
   *
   * @throws CommandFailure if the job makes no savepoint, or does not commit what it holds
   */
  RecoveryPoint take(RunRecord record) throws InterruptedException {
    var rest = new FlinkRest(record.restUrl().orElseThrow());
    String job = record.jobId().orElseThrow();
    String folder = record.isLocal() ? record.recoveryPoints().toUri().toString() : null;
    FlinkRest.Savepoint savepoint = rest.savepoint(job, folder, PATIENCE);
    Instant taken = Instant.now();
    left.note(new LeftSavepoint(record.run(), savepoint.checkpoint(), taken, savepoint.path()));
    while (Duration.between(taken, Instant.now()).compareTo(PATIENCE) < 0) {
      boolean settled = rest.completedAfter(job, savepoint.checkpoint()) >= SETTLED;
      Optional<RecoveryPoint> point =
          points.add(record.run(), savepoint.checkpoint(), savepoint.path(), taken, settled);
      if (point.isPresent()) {
        return point.get();
      }
      Thread.sleep(LOOK_EVERY.toMillis());
    }
    throw new CommandFailure(
        "The savepoint %s of %s/%s is complete, but its epoch %d is not on the run's branch after %d min. See `tidemark status %s` and the job's log; the next round takes another."
            .formatted(
                savepoint.path(),
                record.table(),
                record.run(),
                savepoint.checkpoint(),
                PATIENCE.toMinutes(),
                record.table()));
  }
}
