package dev.tidemark.tests.kill;

import dev.tidemark.tests.job.JobProcess;
import dev.tidemark.tests.watch.SnapshotWatcher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.apache.iceberg.Table;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** When to kill. */
enum Moment {
  /** At any time of the start, the restore or the first epochs. */
  STARTING {
    @Override
    void await(JobProcess job, SnapshotWatcher watcher, Table table, Random random) {
      pass(random.nextInt(6_000));
    }
  },
  /** Somewhere between two epochs of a run that works. */
  RUNNING {
    @Override
    void await(JobProcess job, SnapshotWatcher watcher, Table table, Random random) {
      watcher.awaitNewVersion(PATIENCE);
      pass(random.nextInt(3_000));
    }
  },
  /** Right after a version landed: Flink does not know yet that its checkpoint is committed. */
  COMMITTED {
    @Override
    void await(JobProcess job, SnapshotWatcher watcher, Table table, Random random) {
      watcher.awaitNewVersion(PATIENCE);
      table.refresh();
      int before = table.refs().hashCode();
      quickly()
          .until(
              () -> {
                table.refresh();
                return table.refs().hashCode() != before;
              });
    }
  },
  /** Right after a checkpoint is complete: its epoch is not committed yet. */
  CHECKPOINTED {
    @Override
    void await(JobProcess job, SnapshotWatcher watcher, Table table, Random random) {
      watcher.awaitNewVersion(PATIENCE);
      Optional<Path> before = job.latestCheckpoint();
      quickly().until(() -> !job.latestCheckpoint().equals(before));
    }
  };

  static final Duration PATIENCE = Duration.ofMinutes(3);

  abstract void await(JobProcess job, SnapshotWatcher watcher, Table table, Random random);

  static Moment any(Random random) {
    return values()[random.nextInt(values().length)];
  }

  private static ConditionFactory quickly() {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1));
  }

  /** A seeded moment is a time, and nothing to wait for but the clock. */
  private static void pass(int millis) {
    Awaitility.await()
        .pollDelay(Duration.ofMillis(millis))
        .pollInterval(Duration.ofMillis(1))
        .atMost(Duration.ofMillis(millis + 10_000L))
        .until(() -> true);
  }
}
