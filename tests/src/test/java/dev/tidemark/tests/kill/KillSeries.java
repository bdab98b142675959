package dev.tidemark.tests.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.tests.events.Outgoing;
import dev.tidemark.tests.job.JobProcess;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.world.Load;
import dev.tidemark.tests.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * A job under load, killed at seeded moments and started again from its last checkpoint with
 * another parallelism each time: one reader, three, two.
 *
 * @param kills how many
 * @param perSecond events sent meanwhile
 */
record KillSeries(int kills, int perSecond, Supplier<Outgoing> events) {
  static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final List<Integer> PARALLELISMS = List.of(1, 3, 2);

  /** As many kills as {@code -Dkills} says. */
  static KillSeries of(int unlessTold, int perSecond, Supplier<Outgoing> events) {
    return new KillSeries(Integer.getInteger("kills", unlessTold), perSecond, events);
  }

  static JobProcess start(JobProcess job) {
    return job.parallelism(PARALLELISMS.get(0)).start();
  }

  /** Returns when the job, which {@link #start} started, has caught up after the last kill. */
  void run(World world, TableIdentifier name, SnapshotWatcher watcher, JobProcess job) {
    Random random = world.schedule();
    try (Load load = Load.of(world.log(), perSecond, events)) {
      watcher.awaitNewVersion(PATIENCE);
      Table table = world.reader(name).table();
      for (int kill = 1; kill <= kills; kill++) {
        Moment moment = Moment.any(random);
        moment.await(job, watcher, table, random);
        assertThat(job.isAlive()).as("alive before kill %d, %s", kill, moment).isTrue();
        job.kill();
        int parallelism = PARALLELISMS.get(kill % PARALLELISMS.size());
        System.out.printf(
            "%s: kill %d %s, on from %s at parallelism %d%n",
            name, kill, moment, job.latestCheckpoint().orElse(null), parallelism);
        job.parallelism(parallelism).start();
      }
      watcher.awaitNewVersion(PATIENCE);
    }
    watcher.awaitCaughtUp(PATIENCE);
  }
}
