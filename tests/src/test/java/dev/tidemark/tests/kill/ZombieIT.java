package dev.tidemark.tests.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.job.JobProcess;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.world.Load;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.time.Duration;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

/** A process that was taken for dead, and is not. */
@ExtendWith(SharedStack.class)
class ZombieIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String TOPIC = Shop.PRODUCT_UPDATES;
  private static final String RUN = "r1";

  @RepeatedTest(2)
  void aProcessThatWakesBehindItsSuccessorIsRefusedAndEnds(World world) {
    world.topics().create(TOPIC, 2);
    SnapshotWatcher watcher = world.watch(TOPIC, RUN);
    JobProcess zombie = world.job(TOPIC, RUN).named("zombie").start();
    JobProcess successor = world.job(TOPIC, RUN).named("successor");
    try (Load load = Load.of(world.log(), 500, () -> world.shop().productUpdate(2))) {
      watcher.awaitNewVersion(PATIENCE);
      watcher.awaitNewVersion(PATIENCE);
      zombie.suspend();
      successor.start();
      watcher.awaitNewVersion(PATIENCE);
      watcher.awaitNewVersion(PATIENCE);
      zombie.resume();
      assertThat(zombie.awaitExit(PATIENCE)).isNotZero();
      assertThat(zombie.output()).contains("RunRefusedException");
      watcher.awaitNewVersion(PATIENCE);
    }
    watcher.awaitCaughtUp(PATIENCE);
    assertThat(successor.isAlive()).as("the successor is not disturbed").isTrue();
    watcher.checkMain();
  }
}
