package dev.tidemark.tests.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.tests.events.Outgoing;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.job.JobProcess;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.world.Load;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Both tables equal the independent reference, row for row, at every version looked at. */
@ExtendWith(SharedStack.class)
class LiveTablesIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String RUN = "r1";

  @Test
  void orderLinesAreEveryLineOnceWithAnEmptyPartitionAndPoisonAmongThem(World world)
      throws Exception {
    world.topics().create(Shop.ORDER_LINES, 4);
    SnapshotWatcher watcher = world.watch(Shop.ORDER_LINES, RUN);
    world.job(Shop.ORDER_LINES, RUN).start();
    // Partition 3 stays empty.
    try (Load load =
        Load.of(world.log(), 2_000, () -> lineOrPoison(world, world.random().nextInt(3), 100))) {
      watcher.awaitNewVersion(PATIENCE);
      awaitVersions(watcher, 8);
    }
    watcher.awaitCaughtUp(PATIENCE);
    watcher.checkMain();
    assertThat(watcher.lastStamp().topics().get(0).partitions()).hasSize(4);
    world.quarantine(Shop.ORDER_LINES, RUN).holdsExactlyThePoisonSent();
  }

  @Test
  void productsAreTheirNewestStateWithRemovalsAndReturnsWithinAndAcrossEpochs(World world)
      throws Exception {
    world.topics().create(Shop.PRODUCT_UPDATES, 3);
    SnapshotWatcher watcher = world.watch(Shop.PRODUCT_UPDATES, RUN);
    world.job(Shop.PRODUCT_UPDATES, RUN).start();
    try (Load load = Load.of(world.log(), 1_000, () -> updateOrPoison(world, 3))) {
      watcher.awaitNewVersion(PATIENCE);
      awaitVersions(watcher, 8);
    }
    watcher.awaitCaughtUp(PATIENCE);
    watcher.checkMain();
    world.quarantine(Shop.PRODUCT_UPDATES, RUN).holdsExactlyThePoisonSent();
  }

  /** With deletion vectors in place of position deletes, which the second format had. */
  @Test
  void productsInTheThirdFormatAreTheirNewestStateToo(World world) throws Exception {
    Path definition = world.definition(Shop.PRODUCT_UPDATES, "\nformat-version: 3\n");
    world.topics().create(Shop.PRODUCT_UPDATES, 2);
    SnapshotWatcher watcher = world.watch(Shop.PRODUCT_UPDATES, RUN);
    JobProcess job = world.job(definition, RUN).start();
    try (Load load = Load.of(world.log(), 1_000, () -> updateOrPoison(world, 2))) {
      awaitVersions(watcher, 5);
      job.kill();
      job.start();
      awaitVersions(watcher, 10);
    }
    watcher.awaitCaughtUp(PATIENCE);
    watcher.checkMain();
    world.quarantine(Shop.PRODUCT_UPDATES, RUN).holdsExactlyThePoisonSent();
    Table table = world.reader(Shop.PRODUCT_UPDATES).table();
    assertThat(TableUtil.formatVersion(table)).isEqualTo(3);
    // Replaced within an epoch, and over epochs.
    assertThat(deletes(table)).contains(FileFormat.PUFFIN, FileFormat.PARQUET);
  }

  @Test
  void updatesOfOneMillisecondAreOrderedByTheirMicroseconds(World world) throws Exception {
    world.topics().create(Shop.PRODUCT_UPDATES, 1);
    Instant millisecond = Instant.parse("2026-03-01T10:00:00.123Z");
    world.log().send(world.shop().state(0, "LATER-FIRST", millisecond.plusNanos(900_000)));
    world.log().send(world.shop().state(0, "LATER-FIRST", millisecond.plusNanos(100_000)));
    world.log().send(world.shop().state(0, "LATER-LAST", millisecond.plusNanos(100_000)));
    world.log().send(world.shop().state(0, "LATER-LAST", millisecond.plusNanos(900_000)));
    // A removal is known to the millisecond only: it lies before the state of the same one.
    world.log().send(world.shop().state(0, "REMOVED-BEFORE", millisecond.plusNanos(100_000)));
    world.log().send(world.shop().removal(0, "REMOVED-BEFORE", millisecond.toEpochMilli()));
    SnapshotWatcher watcher = world.watch(Shop.PRODUCT_UPDATES, RUN);
    world.job(Shop.PRODUCT_UPDATES, RUN).start();
    watcher.awaitCaughtUp(PATIENCE);
    watcher.checkMain();
  }

  @Test
  void onlyCommittedTransactionsAreInTheTable(World world) throws Exception {
    world.topics().create(Shop.ORDER_LINES, 2);
    SnapshotWatcher watcher = world.watch(Shop.ORDER_LINES, RUN);
    world.job(Shop.ORDER_LINES, RUN).start();
    for (int i = 0; i < 40; i++) {
      List<Outgoing> batch = lines(world, 1 + world.random().nextInt(50), 2);
      if (world.random().nextInt(3) == 0) {
        world.log().sendAndAbort(batch);
      } else {
        world.log().sendInTransaction(batch);
      }
    }
    // The end of the topic is markers of aborted transactions: behind them nothing is to come.
    world.log().sendAndAbort(lines(world, 20, 2));
    watcher.awaitCaughtUp(PATIENCE);
    world.log().sendInTransaction(lines(world, 20, 2));
    watcher.awaitCaughtUp(PATIENCE);
    watcher.checkMain();
  }

  @Test
  void aCompactedTopicGivesTheNewestStateOfEachProduct(World world) throws Exception {
    world
        .topics()
        .create(
            Shop.PRODUCT_UPDATES,
            1,
            Map.of(
                "cleanup.policy", "compact",
                "segment.ms", "500",
                "min.cleanable.dirty.ratio", "0.001",
                "max.compaction.lag.ms", "500"));
    for (int i = 0; i < 5_000; i++) {
      world.log().send(world.shop().newestProductUpdate(1));
    }
    awaitCompaction(world);
    SnapshotWatcher watcher = world.watch(Shop.PRODUCT_UPDATES, RUN).countingNothing();
    world.job(Shop.PRODUCT_UPDATES, RUN).start();
    watcher.awaitCaughtUp(PATIENCE);
    watcher.checkMain();
    assertThat(watcher.lastStamp().consumed()).isLessThan(world.log().count(Shop.PRODUCT_UPDATES));
  }

  @Test
  void partitionsAddedWhileRunningAreReadFromTheirBeginning(World world) throws Exception {
    world.topics().create(Shop.ORDER_LINES, 1);
    SnapshotWatcher watcher = world.watch(Shop.ORDER_LINES, RUN);
    JobProcess job = world.job(Shop.ORDER_LINES, RUN).start();
    AtomicInteger partitions = new AtomicInteger(1);
    try (Load load =
        Load.of(
            world.log(),
            500,
            () -> world.shop().orderLine(world.random().nextInt(partitions.get())))) {
      watcher.awaitNewVersion(PATIENCE);
      world.topics().grow(Shop.ORDER_LINES, 5);
      partitions.set(5);
      await("a stamp of five partitions")
          .atMost(PATIENCE)
          .until(() -> watcher.lastStamp().topics().get(0).partitions().size() == 5);
      job.kill();
      world.topics().grow(Shop.ORDER_LINES, 6);
      partitions.set(6);
      job.start();
      watcher.awaitNewVersion(PATIENCE);
    }
    watcher.awaitCaughtUp(PATIENCE);
    watcher.checkMain();
    assertThat(watcher.lastStamp().topics().get(0).partitions()).hasSize(6);
  }

  @Test
  void bothTablesOfTheRealFileEqualTheReference(World world) throws Exception {
    Path file = OnlineRetail.file();
    assumeTrue(
        Files.isRegularFile(file),
        () ->
            "There is no %s: the real data is not part of the project. -Dtidemark.data= names its folder."
                .formatted(file));
    world.topics().create(Shop.ORDER_LINES, 4);
    world.topics().create(Shop.PRODUCT_UPDATES, 4);
    int limit = Boolean.getBoolean("long") ? Integer.MAX_VALUE : 60_000;
    OnlineRetail.read(file, limit, world.shop(), world.log()::send);
    for (String topic : List.of(Shop.ORDER_LINES, Shop.PRODUCT_UPDATES)) {
      SnapshotWatcher watcher = world.watch(topic, RUN);
      JobProcess job = world.job(topic, RUN).start();
      watcher.awaitCaughtUp(PATIENCE);
      watcher.checkMain();
      job.kill();
    }
  }

  private static Outgoing lineOrPoison(World world, int partition, int oneIn) {
    return world.random().nextInt(oneIn) == 0
        ? world.shop().poison(Shop.ORDER_LINES, partition)
        : world.shop().orderLine(partition);
  }

  private static Outgoing updateOrPoison(World world, int partitions) {
    return world.random().nextInt(100) == 0
        ? world.shop().poison(Shop.PRODUCT_UPDATES, world.random().nextInt(partitions))
        : world.shop().productUpdate(partitions);
  }

  /** The forms that the table's delete files have now. */
  private static Set<FileFormat> deletes(Table table) throws IOException {
    Set<FileFormat> forms = EnumSet.noneOf(FileFormat.class);
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      tasks.forEach(task -> task.deletes().forEach(delete -> forms.add(delete.format())));
    }
    return forms;
  }

  private static List<Outgoing> lines(World world, int count, int partitions) {
    List<Outgoing> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(world.shop().orderLine(world.random().nextInt(partitions)));
    }
    return lines;
  }

  private static void awaitVersions(SnapshotWatcher watcher, int count) {
    await(count + " versions").atMost(PATIENCE).until(() -> watcher.versions() >= count);
  }

  /** Compaction looks at closed segments only; a segment closes when something comes after it. */
  private static void awaitCompaction(World world) {
    world.log().flush();
    TopicPartition partition = new TopicPartition(Shop.PRODUCT_UPDATES, 0);
    await("the topic to be compacted")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              world.log().send(world.shop().newestProductUpdate(1));
              long end = world.topics().end(Shop.PRODUCT_UPDATES, 0);
              return CommittedRecords.count(world.stack().bootstrapServers(), partition, end)
                  < end / 2;
            });
  }
}
