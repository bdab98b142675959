package dev.tidemark.tests.maintain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.maintenance.Compacted;
import dev.tidemark.maintenance.Maintenance;
import dev.tidemark.maintenance.Policy;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.job.JobProcess;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.world.Load;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.time.Clock;
import java.time.Duration;
import org.apache.iceberg.Snapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Maintenance beside a job that writes, on S3. */
@ExtendWith(SharedStack.class)
class MaintenanceIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String TOPIC = Shop.PRODUCT_UPDATES;

  /** Keeps nothing that need not be kept. */
  private static final Policy TIGHT =
      new Policy(Duration.ZERO, Duration.ofMillis(1), Duration.ZERO, Duration.ofDays(1));

  @Test
  void everyVersionHasItsRowsWhileFilesAreRewrittenUnderTheJobAndItIsKilled(World world) {
    world.topics().create(TOPIC, 2);
    SnapshotWatcher watcher = world.watch(TOPIC, "r1");
    JobProcess job = world.job(TOPIC, "r1").parallelism(2).start();
    Compacted all = new Compacted(0, 0, 0, 0, 0, 0, 0);
    Maintenance maintenance;
    try (Load load = Load.of(world.log(), 300, () -> world.shop().productUpdate(2))) {
      watcher.awaitNewVersion(PATIENCE);
      maintenance = Maintenance.of(world.openCatalog(), world.table(TOPIC), Clock.systemUTC());
      for (int round = 0; round < 3; round++) {
        watcher.awaitNewVersion(PATIENCE);
        watcher.awaitNewVersion(PATIENCE);
        watcher.awaitNewVersion(PATIENCE);
        all = all.and(maintenance.compact(done -> {}));
        if (round == 1) {
          job.kill();
          job.start();
        }
      }
    }
    watcher.awaitCaughtUp(PATIENCE);
    all = all.and(maintenance.compact(done -> {}));
    watcher.checkMain();
    assertThat(all.filesBefore()).as(all.toString()).isGreaterThan(all.filesAfter() * 3);
    assertThat(all.deletes()).as(all.toString()).isPositive();

    // Nobody watches older versions any more.
    assertThat(maintenance.expire(TIGHT).versions()).isPositive();
    watcher.checkMain();
    Snapshot head = world.reader(TOPIC).table().currentSnapshot();
    assertThat(Long.parseLong(head.summary().get("total-data-files"))).isLessThan(20);
  }
}
