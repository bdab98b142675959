package dev.tidemark.tests.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.tests.command.Launched;
import dev.tidemark.tests.events.Outgoing;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.job.JobProcess;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.world.Load;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code tidemark compare} of two runs with another parallelism each, made by real jobs: equal at
 * the newest cut that they have in common, while one of them is ahead; and not equal any more once
 * another program has added a row, which is named.
 */
@ExtendWith(SharedStack.class)
class CompareIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int EVENTS = 1_500;

  @Test
  void runsOfAnUpsertTableAreEqual(World world) throws Exception {
    runsAreEqualAndAForeignRowIsNamed(
        world, Shop.PRODUCT_UPDATES, () -> world.shop().productUpdate(2), "stock_code");
  }

  @Test
  @EnabledIfSystemProperty(named = "long", matches = "true")
  void runsOfAnAppendTableAreEqual(World world) throws Exception {
    runsAreEqualAndAForeignRowIsNamed(
        world,
        Shop.ORDER_LINES,
        () -> world.shop().orderLine(world.random().nextInt(2)),
        "invoice_no");
  }

  /**
   * Both jobs commit all the time, and never stop at the same offsets by themselves. {@code
   * ReplayKillsIT} makes cuts in every build; only here the command is killed.
   */
  @Test
  @EnabledIfSystemProperty(named = "long", matches = "true")
  void runsThatTakeEventsInAreEqualAtACut(World world) throws Exception {
    String topic = Shop.PRODUCT_UPDATES;
    Supplier<Outgoing> events = () -> world.shop().productUpdate(3);
    world.topics().create(topic, 3);
    send(world, events);
    SnapshotWatcher live = world.watch(topic, "r1");
    world.job(topic, "r1").parallelism(1).start();
    live.awaitNewVersion(PATIENCE);
    SnapshotWatcher replay = world.watch(topic, "r2").countingConsumedOnly();
    JobProcess beside = world.replay(world.definition(topic), "r2").parallelism(2).start();
    try (Load running = Load.of(world.log(), 500, events)) {
      replay.awaitNewVersion(PATIENCE);
      assertCutIsEqual(compare(world, topic, 0, "r1", "r2", "--cut"), 1);

      Launched killed = start(world, topic, "r1", "r2", "--cut", "--within", "8s");
      await()
          .atMost(PATIENCE)
          .until(() -> world.reader(topic).table().properties().containsKey("tidemark.run.r2.cut"));
      Instant over = Instant.now().plusSeconds(8);
      killed.kill();
      await("the end of the wish").atMost(PATIENCE).until(() -> Instant.now().isAfter(over));
      replay.awaitNewVersion(PATIENCE);
      assertCutIsEqual(compare(world, topic, 0, "r2", "main", "--cut"), 2);

      beside.kill();
      Launched late = start(world, topic, "r1", "r2", "--cut", "--within", "3s");
      assertThat(late.awaitExit(PATIENCE)).as(late.toString()).isEqualTo(3);
      assertThat(late.err()).contains("did not stand at the same events within 3 s: r2 has");
      beside.start();
    }
    replay.awaitCaughtUp(PATIENCE);
    live.awaitCaughtUp(PATIENCE);
    replay.check();
    live.checkMain();
  }

  private static void assertCutIsEqual(JsonNode compared, int number) {
    assertThat(compared.path("equal").asBoolean()).isTrue();
    assertThat(compared.path("sameEvents").asBoolean()).isTrue();
    assertThat(compared.at("/a/asked").asText()).endsWith("_" + number);
    assertThat(compared.at("/b/asked").asText()).endsWith("_" + number);
    assertThat(compared.at("/a/tidemark/run")).isNotEqualTo(compared.at("/b/tidemark/run"));
    assertThat(compared.at("/a/tidemark/to")).isEqualTo(compared.at("/b/tidemark/to"));
  }

  private static void runsAreEqualAndAForeignRowIsNamed(
      World world, String topic, Supplier<Outgoing> events, String column) throws Exception {
    world.topics().create(topic, 2);
    send(world, events);
    SnapshotWatcher first = world.watch(topic, "r1").comparingNothing();
    var lead = world.job(topic, "r1").parallelism(1).start();
    first.awaitNewVersion(PATIENCE);
    SnapshotWatcher second = world.watch(topic, "r2").comparingNothing();
    var beside = world.job(topic, "r2").parallelism(2).start();
    second.awaitNewVersion(PATIENCE);
    try (Load running = Load.of(world.log(), 200, events)) {
      first.awaitNewVersion(PATIENCE);
      second.awaitNewVersion(PATIENCE);
    }
    first.awaitCaughtUp(PATIENCE);
    second.awaitCaughtUp(PATIENCE);
    long cut = world.reader(topic).table().currentSnapshot().snapshotId();
    beside.kill();
    send(world, events);
    first.awaitCaughtUp(PATIENCE);
    lead.kill();

    JsonNode equal = compare(world, topic, 0, "main", "r2");
    assertThat(equal.path("equal").asBoolean()).isTrue();
    assertThat(equal.path("sameEvents").asBoolean()).isTrue();
    assertThat(equal.at("/a/version").asText()).isEqualTo(Long.toString(cut));
    assertThat(equal.at("/b/tidemark/run").asText()).isEqualTo("r2");
    assertThat(equal.at("/a/rows").asLong()).isEqualTo(world.reader(topic).branch("run_r2").size());
    assertThat(equal.at("/a/digest")).isEqualTo(equal.at("/b/digest"));

    long foreign = ForeignRow.append(world.reader(topic).table(), cut, column, "FOREIGN");
    JsonNode different = compare(world, topic, 1, Long.toString(foreign), "r2");
    assertThat(different.path("equal").asBoolean()).isFalse();
    assertThat(different.at("/a/foreign/0/version").asText()).isEqualTo(Long.toString(foreign));
    assertThat(different.at("/difference/onlyA").asLong()).isEqualTo(1);
    assertThat(different.at("/difference/onlyB").asLong()).isZero();
    assertThat(different.at("/difference/samples/0/a/" + column).asText()).isEqualTo("FOREIGN");

    Launched refused = start(world, topic, "run_r1", "nowhere");
    assertThat(refused.awaitExit(PATIENCE)).as(refused.toString()).isEqualTo(3);
    assertThat(refused.err())
        .contains("has no run, branch, tag or version \"nowhere\"; it has foreign, main, run_r1");
  }

  private static void send(World world, Supplier<Outgoing> events) {
    for (int i = 0; i < EVENTS; i++) {
      world.log().send(events.get());
    }
    world.log().flush();
  }

  private static JsonNode compare(World world, String topic, int exit, String... sides)
      throws IOException {
    return Compared.of(world, world.table(topic), exit, sides);
  }

  private static Launched start(World world, String topic, String... sides) throws IOException {
    return Compared.start(world, world.table(topic), sides);
  }
}
