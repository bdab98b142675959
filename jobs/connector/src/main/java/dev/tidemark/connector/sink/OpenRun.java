package dev.tidemark.connector.sink;

import dev.tidemark.catalog.TableSchemas;
import dev.tidemark.connector.plan.RunPlan;
import dev.tidemark.connector.plan.RunRefusedException;
import dev.tidemark.lineage.Exclusion;
import dev.tidemark.lineage.Exclusions;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Tidemark;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.Catalog;

/**
 * Starts a run from inside its job. Where a statement is planned nobody knows whether the job will
 * go on from a checkpoint: a cluster restores one by itself. The job knows, and a job that has no
 * tidemark of its own must be the first of its run.
 */
final class OpenRun {
  private OpenRun() {}

  /**
   * Starts the plan's run; repeatable as long as it has committed nothing.
   *
   * @throws RunRefusedException if the run's branch holds an epoch, which this job knows nothing of
   */
  static void of(RunPlan plan, RunStart start) throws IOException {
    Catalog catalog = plan.catalog().open();
    try {
      LiveTable table = LiveTable.open(catalog, TableSchemas.identifier(plan.definition()));
      String branch = table.startRun(plan.run(), leads(start, table));
      Optional<Tidemark> head = table.head(branch);
      if (head.isPresent() && head.get().run().equals(plan.run())) {
        throw new RunRefusedException(
            ("Run %s of %s already holds epoch %d, and this job starts without its state. Restart it"
                    + " from its last checkpoint or savepoint (execution.state-recovery.path), or"
                    + " give tidemark.run another id.")
                .formatted(plan.run(), plan.definition().name(), head.get().epoch()));
      }
      RunPosition position = RunPosition.startingAt(plan.start());
      List<Exclusion> wanted = position.applying(table.exclusionsOf(plan.run()));
      if (!wanted.equals(position.applying(plan.exclusions()))) {
        throw new RunRefusedException(
            ("Run %s of %s leaves out offsets that this statement would read, or the other way round."
                    + " Tell it: SET 'tidemark.exclusions' = '%s'.")
                .formatted(plan.run(), plan.definition().name(), Exclusions.text(wanted)));
      }
    } finally {
      if (catalog instanceof Closeable closeable) {
        closeable.close();
      }
    }
  }

  private static boolean leads(RunStart start, LiveTable table) {
    return switch (start) {
      case LEAD -> true;
      case BESIDE, PREPARED -> false;
      case LEAD_IF_FIRST -> table.lead().isEmpty() && table.runs().isEmpty();
    };
  }
}
