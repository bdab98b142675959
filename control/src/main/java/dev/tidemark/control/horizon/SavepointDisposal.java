package dev.tidemark.control.horizon;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.flink.FlinkRest;
import dev.tidemark.lineage.LeftSavepoint;
import dev.tidemark.lineage.LeftSavepoints;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Has Flink delete the savepoints that a table lists as left. */
public final class SavepointDisposal {
  /** {@link LeftSavepoint#since} of those is before it, and of no other. */
  private static final Instant FORGOTTEN = Instant.EPOCH.plusMillis(1);

  private final LeftSavepoints left;
  private final Console console;

  public SavepointDisposal(LeftSavepoints left, Console console) {
    this.left = left;
    this.console = console;
  }

  /** How many there are of recovery points that were forgotten. */
  public int forgotten() {
    return left.before(FORGOTTEN).size();
  }

  /** Deletes those; false if one could not be deleted, which has been said. */
  public boolean disposeForgotten(FlinkRest rest) throws InterruptedException {
    return dispose(rest, FORGOTTEN);
  }

  /**
   * Deletes those noted before a moment, and strikes them out.
   *
   * @return false if one could not be deleted; that has been said
   */
  boolean dispose(FlinkRest rest, Instant abandoned) throws InterruptedException {
    List<LeftSavepoint> gone = new ArrayList<>();
    boolean all = true;
    for (LeftSavepoint savepoint : left.before(abandoned)) {
      try {
        rest.dispose(savepoint.savepoint(), PointTaker.PATIENCE);
        gone.add(savepoint);
      } catch (CommandFailure trouble) {
        console.failure(
            "%s The next round tries again; its files are of no use to anybody."
                .formatted(trouble.getMessage()));
        all = false;
      }
    }
    left.gone(gone);
    return all;
  }
}
