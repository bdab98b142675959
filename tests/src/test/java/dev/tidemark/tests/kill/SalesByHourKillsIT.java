package dev.tidemark.tests.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.tests.events.Outgoing;
import dev.tidemark.tests.events.PoisonKind;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.job.JobProcess;
import dev.tidemark.tests.reference.SalesByHour;
import dev.tidemark.tests.table.Difference;
import dev.tidemark.tests.table.Row;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.util.List;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A definition in SQL with windows: over kills, at one reader, at three, at two, the hours that are
 * over equal the reference.
 */
@ExtendWith(SharedStack.class)
class SalesByHourKillsIT {
  private static final int KILLS = 2;
  private static final int PER_SECOND = 300;
  private static final String RUN = "r1";
  private static final int PARTITIONS = 3;

  /** What is poison for this contract too, which has fewer fields than the topic. */
  private static final List<PoisonKind> POISON =
      List.of(
          PoisonKind.WRONG_MAGIC,
          PoisonKind.NULL_FIELD,
          PoisonKind.PRICE_TOO_LARGE,
          PoisonKind.NULL_VALUE);

  @Test
  void closedHoursEqualTheReferenceWhateverIsKilled(World world) throws Exception {
    world.topics().create(Shop.ORDER_LINES, PARTITIONS);
    TableIdentifier table = TableIdentifier.of(world.namespace(), "sales_by_hour");
    SnapshotWatcher watcher = world.watch(table, Shop.ORDER_LINES, RUN).comparingNothing();
    JobProcess job = KillSeries.start(world.job(world.definitionInSql("sales_by_hour"), RUN));

    KillSeries.of(KILLS, PER_SECOND, () -> lineOrPoison(world)).run(world, table, watcher, job);

    // Every partition goes on: only then is an hour over.
    for (int p = 0; p < PARTITIONS; p++) {
      world.log().send(world.shop().orderLine(p));
    }
    watcher.awaitCaughtUp(KillSeries.PATIENCE);
    List<Row> expected = SalesByHour.of(world.log(), Shop.ORDER_LINES, PARTITIONS).closedHours();
    await("the closed hours")
        .atMost(KillSeries.PATIENCE)
        .until(() -> world.reader(table).main().size() >= expected.size());
    watcher.checkMain();
    assertThat(expected).hasSizeGreaterThan(20);
    assertThat(Difference.between(expected, world.reader(table).main())).isEmpty();
  }

  private static Outgoing lineOrPoison(World world) {
    int partition = world.random().nextInt(PARTITIONS);
    return world.random().nextInt(50) == 0
        ? world
            .shop()
            .poison(Shop.ORDER_LINES, partition, POISON.get(world.random().nextInt(POISON.size())))
        : world.shop().orderLine(partition);
  }
}
