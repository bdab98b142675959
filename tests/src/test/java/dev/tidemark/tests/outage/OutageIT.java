package dev.tidemark.tests.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.lineage.LiveTable;
import dev.tidemark.local.ChildProcess;
import dev.tidemark.local.Service;
import dev.tidemark.tests.events.Outgoing;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.job.JobProcess;
import dev.tidemark.tests.table.TableReader;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.world.Load;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Services away under load: the job recovers by itself, and nothing is lost or doubled. */
@ExtendWith(SharedStack.class)
class OutageIT {
  private static final Duration AWAY = Duration.ofSeconds(Boolean.getBoolean("long") ? 60 : 8);
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String TOPIC = Shop.ORDER_LINES;
  private static final String RUN = "r1";

  @Test
  void storageThatDoesNotAnswerAndThenDiesAndComesBack(World world) {
    ChildProcess s3 = world.stack().process(Service.S3);
    rideOut(world, new Outage(s3::suspend, s3::resume), new Outage(s3::kill, s3::restart));
  }

  @Test
  void aCatalogThatDoesNotAnswerAndThenDiesAndComesBack(World world) {
    ChildProcess catalog = world.stack().process(Service.REST_CATALOG);
    rideOut(
        world.overRest(),
        new Outage(catalog::suspend, catalog::resume),
        new Outage(catalog::kill, catalog::restart));
  }

  @Test
  void aBrokerThatDiedAndCameBack(World world) {
    ChildProcess kafka = world.stack().process(Service.KAFKA);
    rideOut(world, new Outage(kafka::kill, kafka::restart));
  }

  private record Outage(Runnable away, Runnable back) {}

  /** One job lives through all of them, one after the other. */
  private static void rideOut(World world, Outage... outages) {
    world.topics().create(TOPIC, 2);
    SnapshotWatcher watcher = world.watch(TOPIC, RUN);
    JobProcess job = world.job(TOPIC, RUN).start();
    try (Load load =
        Load.of(world.log(), 500, () -> world.shop().orderLine(world.random().nextInt(2)))) {
      watcher.awaitNewVersion(PATIENCE);
      for (Outage outage : outages) {
        outage.away().run();
        pass(AWAY);
        outage.back().run();
        watcher.awaitNewVersion(PATIENCE);
        watcher.awaitNewVersion(PATIENCE);
      }
    }
    watcher.awaitCaughtUp(PATIENCE);
    assertThat(job.isAlive()).as("the job lived through it").isTrue();
    watcher.checkMain();
  }

  @Test
  void aRegistryThatDoesNotKnowYetWhatItIsAskedIsWaitedFor(World world) {
    world.topics().create(TOPIC, 1);
    // All schemas are registered before the registry goes away.
    List<Outgoing> lines = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      lines.add(world.shop().orderLine(0));
    }
    ChildProcess registry = world.stack().process(Service.REGISTRY);
    registry.suspend();
    JobProcess job;
    SnapshotWatcher watcher;
    try {
      watcher = world.watch(TOPIC, RUN);
      job = world.job(TOPIC, RUN).start();
      lines.forEach(world.log()::send);
      await("the job to wait for the registry")
          .atMost(PATIENCE)
          .until(() -> job.output().contains("Cannot read schema"));
      pass(AWAY);
    } finally {
      registry.resume();
    }
    watcher.awaitCaughtUp(PATIENCE);
    watcher.checkMain();
    assertThat(watcher.lastStamp().rejected()).isZero();
  }

  @Test
  void aForeignDeleteOnMainHoldsTheTableAndStaysThere(World world) {
    world.topics().create(TOPIC, 2);
    SnapshotWatcher watcher = world.watch(TOPIC, RUN);
    world.job(TOPIC, RUN).start();
    long foreign;
    try (Load load =
        Load.of(world.log(), 300, () -> world.shop().orderLine(world.random().nextInt(2)))) {
      watcher.awaitNewVersion(PATIENCE);
      watcher.awaitNewVersion(PATIENCE);
      Table table = new TableReader(world.openCatalog(), world.table(TOPIC)).table();
      table.newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();
      foreign = table.currentSnapshot().snapshotId();
      watcher.awaitNewVersion(PATIENCE);
      watcher.awaitNewVersion(PATIENCE);
    }
    watcher.awaitCaughtUp(PATIENCE);
    // The branch has every event; main shows what the foreign engine left.
    watcher.check();
    assertThat(world.reader(TOPIC).main()).isEmpty();
    LiveTable table = LiveTable.open(world.catalog(), world.table(TOPIC));
    assertThat(table.lead()).isEmpty();
    assertThat(table.heldBecause().orElse("")).contains(Long.toString(foreign));
  }

  /** An outage has a length, and nothing to wait for but the clock. */
  private static void pass(Duration time) {
    await().pollDelay(time).atMost(time.plusSeconds(30)).until(() -> true);
  }
}
