package dev.tidemark.tests.cluster;

import dev.tidemark.local.ChildProcess;
import dev.tidemark.local.FlinkCluster;
import dev.tidemark.tests.watch.SnapshotWatcher;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What happens to a cluster under load. */
enum Fault {
  /** Its tasks, perhaps the committer among them, are gone; Flink restarts the job by itself. */
  TASK_MANAGER_KILLED {
    @Override
    boolean strike(FlinkCluster flink, SnapshotWatcher watcher, Random random) {
      ChildProcess victim = any(flink, random);
      victim.kill();
      victim.restart();
      return true;
    }
  },
  /**
   * Frozen, perhaps in the middle of a commit, until Flink takes it for dead and runs the job
   * elsewhere; then it wakes and goes on with what it was doing: a zombie.
   */
  TASK_MANAGER_FROZEN {
    @Override
    boolean strike(FlinkCluster flink, SnapshotWatcher watcher, Random random) {
      ChildProcess victim = any(flink, random);
      victim.suspend();
      try {
        // Frozen without any task of the job it changes nothing; else a version tells of recovery.
        watcher.awaitNewVersion(PATIENCE);
        watcher.awaitNewVersion(PATIENCE);
      } finally {
        victim.resume();
      }
      return true;
    }
  },
  /** Without high availability all jobs are lost, not their checkpoints. */
  JOB_MANAGER_KILLED {
    @Override
    boolean strike(FlinkCluster flink, SnapshotWatcher watcher, Random random) {
      flink.jobManager().kill();
      flink.jobManager().restart();
      flink.awaitTaskManagers();
      return false;
    }
  },
  /** Everything at once. */
  POWER_CUT {
    @Override
    boolean strike(FlinkCluster flink, SnapshotWatcher watcher, Random random) {
      flink.restart();
      return false;
    }
  };

  static final Duration PATIENCE = Duration.ofMinutes(4);

  /** Strikes; false if the job is lost and must be submitted again. */
  abstract boolean strike(FlinkCluster flink, SnapshotWatcher watcher, Random random);

  private static ChildProcess any(FlinkCluster flink, Random random) {
    List<ChildProcess> all = flink.taskManagers();
    return all.get(random.nextInt(all.size()));
  }
}
