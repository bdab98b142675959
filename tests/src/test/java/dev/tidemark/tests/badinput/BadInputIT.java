package dev.tidemark.tests.badinput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.local.ChildProcess;
import dev.tidemark.local.Service;
import dev.tidemark.tests.events.Event;
import dev.tidemark.tests.events.Outgoing;
import dev.tidemark.tests.events.PoisonKind;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.job.JobProcess;
import dev.tidemark.tests.table.Row;
import dev.tidemark.tests.watch.Quarantine;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in a topic, the job lives, and every record is in the table or in quarantine. */
@ExtendWith(SharedStack.class)
class BadInputIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String RUN = "r1";

  @ParameterizedTest
  @ValueSource(strings = {Shop.ORDER_LINES, Shop.PRODUCT_UPDATES})
  void poisonOfEveryKindAloneIsAllInQuarantine(String topic, World world) {
    world.topics().create(topic, 2);
    SnapshotWatcher watcher = world.watch(topic, RUN);
    JobProcess job = world.job(topic, RUN).start();
    for (int i = 0; i < 3; i++) {
      for (PoisonKind kind : Shop.poisonKinds(topic)) {
        world.log().send(world.shop().poison(topic, i % 2, kind));
      }
    }
    watcher.awaitCaughtUp(PATIENCE);
    watcher.checkMain();
    assertThat(world.reader(topic).main()).isEmpty();
    world.quarantine(topic, RUN).holdsExactlyThePoisonSent();
    assertThat(job.isAlive()).isTrue();
  }

  @Test
  void poisonAsTheVeryFirstRecordDoesNotStopWhatFollows(World world) {
    String topic = Shop.ORDER_LINES;
    world.topics().create(topic, 1);
    world.log().send(world.shop().poison(topic, 0, PoisonKind.UNKNOWN_SCHEMA));
    for (int i = 0; i < 50; i++) {
      world.log().send(world.shop().orderLine(0));
    }
    SnapshotWatcher watcher = world.watch(topic, RUN);
    world.job(topic, RUN).start();
    watcher.awaitCaughtUp(PATIENCE);
    watcher.checkMain();
    world.quarantine(topic, RUN).holdsExactlyThePoisonSent();
  }

  @Test
  void aRegistryThatIsAwayAtTheStartIsWaitedFor(World world) {
    String topic = Shop.PRODUCT_UPDATES;
    world.topics().create(topic, 2);
    for (int i = 0; i < 100; i++) {
      world.log().send(world.shop().productUpdate(2));
    }
    ChildProcess registry = world.stack().process(Service.REGISTRY);
    registry.kill();
    JobProcess job;
    SnapshotWatcher watcher;
    try {
      watcher = world.watch(topic, RUN);
      job = world.job(topic, RUN).start();
      await("the job to wait for the registry")
          .atMost(PATIENCE)
          .until(() -> job.output().contains("Cannot read schema"));
    } finally {
      registry.restart();
    }
    watcher.awaitCaughtUp(PATIENCE);
    watcher.checkMain();
    assertThat(world.quarantine(topic, RUN).size()).isZero();
  }

  @Test
  void anAddressThatAnswersButIsNoRegistryQuarantinesNothing(World world) {
    String topic = Shop.ORDER_LINES;
    world.topics().create(topic, 1);
    for (int i = 0; i < 100; i++) {
      world.log().send(world.shop().orderLine(0));
    }
    SnapshotWatcher watcher = world.watch(topic, RUN);
    // Refused at once or waited for, as fits; any answer to the question is better than this one.
    String url = world.stack().registryUrl().replace("ccompat/v7", "nowhere/v7");
    JobProcess wrong = world.jobAskingRegistry(topic, RUN, url).start();
    await("the job to find out, or to give up")
        .atMost(PATIENCE)
        .until(
            () ->
                !wrong.isAlive()
                    || watcher.versions() > 0
                    || wrong.output().contains("Cannot read schema"));
    // Long enough for the three questions after which an id counts as unknown, and an epoch more.
    await().pollDelay(Duration.ofSeconds(5)).until(() -> true);
    wrong.kill();
    assertThat(watcher.versions()).as("versions made without a registry").isZero();
    world.job(topic, RUN).start();
    watcher.awaitCaughtUp(PATIENCE);
    watcher.checkMain();
    assertThat(world.quarantine(topic, RUN).size()).isZero();
  }

  @Test
  void recordsOfManyUnknownSchemasDoNotHoldUpThoseBehindThem(World world) {
    String topic = Shop.ORDER_LINES;
    world.topics().create(topic, 1);
    SnapshotWatcher watcher = world.watch(topic, RUN);
    world.job(topic, RUN).start();
    // Random bytes behind a zero look like this: another schema each.
    for (int i = 0; i < 2_000; i++) {
      world.log().send(world.shop().poisonOfSchema(topic, 0, 1_000_000 + 7 * i));
    }
    world.log().send(world.shop().orderLine(0));
    watcher.awaitNewVersion(PATIENCE);
    watcher.awaitCaughtUp(Duration.ofSeconds(90));
    watcher.checkMain();
    world.quarantine(topic, RUN).holdsExactlyThePoisonSent();
  }

  @Test
  void headersOfPoisonAreKeptWhateverTheyHold(World world) {
    String topic = Shop.ORDER_LINES;
    world.topics().create(topic, 1);
    byte[] text = "a/b".getBytes(StandardCharsets.UTF_8);
    world
        .log()
        .send(
            world
                .shop()
                .poison(topic, 0, PoisonKind.WRONG_MAGIC)
                .with(
                    new RecordHeader("trace", text),
                    new RecordHeader("nothing", (byte[]) null),
                    new RecordHeader("", new byte[0])));
    SnapshotWatcher watcher = world.watch(topic, RUN);
    world.job(topic, RUN).start();
    watcher.awaitCaughtUp(PATIENCE);
    watcher.checkMain();
    Quarantine quarantine = world.quarantine(topic, RUN);
    quarantine.holdsExactlyThePoisonSent();
    Map<String, String> headers = new HashMap<>();
    headers.put("trace", Row.hex(text));
    headers.put("nothing", null);
    headers.put("", "");
    assertThat(quarantine.headers()).containsExactly(headers);
  }

  @Test
  void valuesAtTheEdgesOfTheirTypesArriveUnchanged(World world) {
    String topic = Shop.ORDER_LINES;
    world.topics().create(topic, 1);
    edgeLines().forEach(line -> world.log().send(world.shop().orderLine(0, line)));
    SnapshotWatcher watcher = world.watch(topic, RUN);
    world.job(topic, RUN).start();
    watcher.awaitCaughtUp(PATIENCE);
    watcher.checkMain();
    assertThat(watcher.lastStamp().rejected()).isZero();
  }

  private static List<Event.OrderLine> edgeLines() {
    BigDecimal largest = new BigDecimal("9999999.999");
    List<Event.OrderLine> lines = new ArrayList<>();
    for (Instant time :
        List.of(
            Instant.parse("0001-01-01T00:00:00Z"),
            Instant.parse("1582-10-10T12:00:00Z"),
            Instant.parse("1969-12-31T23:59:59.999Z"),
            Instant.EPOCH,
            Instant.parse("9999-12-31T23:59:59.999Z"))) {
      lines.add(line("C1", Integer.MIN_VALUE, largest, time, ""));
      lines.add(line("", Integer.MAX_VALUE, largest.negate(), time, "\u0000"));
      lines.add(line("1", 0, new BigDecimal("0.000"), time, "\uD83D\uDE00 ü\n\",'"));
      lines.add(line("1", -1, new BigDecimal("0.001"), time, "x".repeat(1 << 20)));
    }
    return lines;
  }

  private static Event.OrderLine line(
      String invoice, int quantity, BigDecimal price, Instant time, String text) {
    return new Event.OrderLine(invoice, text, text, quantity, time, price, text, text);
  }

  @Test
  void productsAtTheEdgesOfTimeAreOrderedRightly(World world) {
    String topic = Shop.PRODUCT_UPDATES;
    world.topics().create(topic, 2);
    List<Outgoing> updates = new ArrayList<>();
    for (String time :
        List.of(
            "9999-12-31T23:59:59.999999Z",
            "0001-01-01T00:00:00Z",
            "1969-12-31T23:59:59.999999Z",
            "1970-01-01T00:00:00Z")) {
      updates.add(world.shop().state(0, "EDGE", Instant.parse(time)));
      updates.add(world.shop().state(1, "P" + time, Instant.parse(time)));
      updates.add(world.shop().state(0, "P" + time, Instant.parse(time).plusNanos(0)));
    }
    // Removed at the beginning of Kafka's time, before some and after others.
    updates.add(world.shop().removal(1, "EDGE", 0));
    updates.add(world.shop().removal(1, "P0001-01-01T00:00:00Z", 0));
    updates.forEach(world.log()::send);
    SnapshotWatcher watcher = world.watch(topic, RUN);
    world.job(topic, RUN).start();
    watcher.awaitCaughtUp(PATIENCE);
    watcher.checkMain();
  }
}
