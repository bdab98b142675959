package dev.tidemark.tests.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.tests.events.Outgoing;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.job.JobProcess;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.world.Load;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Storage and catalog do what they are asked, and the job does not learn that they did: nothing is
 * lost, nothing doubled, and the chain goes on.
 */
@ExtendWith(SharedStack.class)
class LostAnswersIT {
  private static final int GIVEN_UP = Boolean.getBoolean("long") ? 20 : 3;
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String RUN = "r1";

  /** Iceberg's own client tries this often; by default it would be six times, over a minute. */
  private static final int TRIES = 2;

  @Test
  void answersOfStorageToMetadataManifestsDataAndDeletes(World world) throws Exception {
    Random random = world.schedule();
    SeededLoss metadata = written(".metadata.json", 5, random);
    SeededLoss manifests = written(".avro", 12, random);
    SeededLoss files = written(".parquet", 25, random);
    List<SeededLoss> losses = List.of(metadata, manifests, files);
    URI storage = URI.create(world.catalogProperties().get("s3.endpoint"));
    try (LosingWire wire =
        new LosingWire(
            storage,
            (method, path) -> losses.stream().anyMatch(loss -> loss.takes(method, path)))) {
      Map<String, String> overTheWire =
          Map.of(
              "s3.endpoint",
              wire.uri().toString(),
              "s3.retry.num-retries",
              String.valueOf(TRIES - 1),
              "s3.retry.min-wait-ms",
              "50",
              "s3.retry.max-wait-ms",
              "200");
      lose(world, Shop.PRODUCT_UPDATES, overTheWire, losses);
    }
  }

  @Test
  void answersOfTheCatalogToCommits(World jdbc) throws Exception {
    World world = jdbc.overRest();
    String table = "/tables/" + world.table(Shop.ORDER_LINES).name();
    SeededLoss commits =
        new SeededLoss(
            (method, path) ->
                method.equals("POST")
                    && (path.endsWith(table) || path.endsWith(table + "_quarantine")),
            4,
            1,
            2 * GIVEN_UP,
            world.schedule().nextLong());
    URI catalog = URI.create(world.catalogProperties().get("uri"));
    try (LosingWire wire = new LosingWire(catalog, commits)) {
      lose(world, Shop.ORDER_LINES, Map.of("uri", wire.uri().toString()), List.of(commits));
    }
  }

  private static void lose(
      World world, String topic, Map<String, String> overTheWire, List<SeededLoss> losses)
      throws IOException {
    world.topics().create(topic, 2);
    SnapshotWatcher watcher = world.watch(topic, RUN);
    JobProcess job = world.jobReaching(topic, RUN, overTheWire).start();
    try (Load load = Load.of(world.log(), 500, () -> event(world, topic))) {
      watcher.awaitNewVersion(PATIENCE);
      losses.forEach(SeededLoss::begin);
      await("enough lost answers of each kind")
          .atMost(PATIENCE)
          .until(() -> losses.stream().allMatch(SeededLoss::isOver));
      watcher.awaitNewVersion(PATIENCE);
      watcher.awaitNewVersion(PATIENCE);
    }
    watcher.awaitCaughtUp(PATIENCE);
    losses.forEach(loss -> System.out.printf("%s: %s%n", topic, loss));
    assertThat(job.isAlive()).as("the job lived through it").isTrue();
    watcher.checkMain();
    world.quarantine(topic, RUN).holdsExactlyThePoisonSent();
  }

  private static SeededLoss written(String suffix, int oneIn, Random random) {
    return new SeededLoss(
        (method, path) -> method.equals("PUT") && path.split("[?]", 2)[0].endsWith(suffix),
        oneIn,
        TRIES,
        GIVEN_UP,
        random.nextLong());
  }

  private static Outgoing event(World world, String topic) {
    int partition = world.random().nextInt(2);
    if (world.random().nextInt(100) == 0) {
      return world.shop().poison(topic, partition);
    }
    return topic.equals(Shop.ORDER_LINES)
        ? world.shop().orderLine(partition)
        : world.shop().productUpdate(2);
  }
}
