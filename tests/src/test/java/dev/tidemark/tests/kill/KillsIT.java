package dev.tidemark.tests.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.tests.events.Outgoing;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.job.JobProcess;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One process under load, killed at seeded moments and started again from its last checkpoint with
 * another parallelism each time, while a reader checks every version.
 */
@ExtendWith(SharedStack.class)
class KillsIT {
  private static final int KILLS = 4;
  private static final int PARTITIONS = 3;
  private static final String RUN = "r1";

  @Test
  void orderLinesAreNeitherLostNorDoubled(World world) {
    killAgainAndAgain(
        world,
        Shop.ORDER_LINES,
        1_500,
        () -> {
          int partition = world.random().nextInt(PARTITIONS);
          return world.random().nextInt(200) == 0
              ? world.shop().poison(Shop.ORDER_LINES, partition)
              : world.shop().orderLine(partition);
        });
  }

  @Test
  void productsKeepTheirNewestState(World world) {
    killAgainAndAgain(
        world,
        Shop.PRODUCT_UPDATES,
        800,
        () ->
            world.random().nextInt(200) == 0
                ? world.shop().poison(Shop.PRODUCT_UPDATES, world.random().nextInt(PARTITIONS))
                : world.shop().productUpdate(PARTITIONS));
  }

  private static void killAgainAndAgain(
      World world, String topic, int perSecond, Supplier<Outgoing> events) {
    world.topics().create(topic, PARTITIONS);
    SnapshotWatcher watcher = world.watch(topic, RUN);
    JobProcess job = KillSeries.start(world.job(topic, RUN));

    KillSeries.of(KILLS, perSecond, events).run(world, world.table(topic), watcher, job);

    watcher.checkMain();
    world.quarantine(topic, RUN).holdsExactlyThePoisonSent();
    assertThat(watcher.compared()).as("versions compared row by row").isPositive();
  }
}
