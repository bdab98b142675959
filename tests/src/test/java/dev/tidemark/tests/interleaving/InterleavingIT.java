package dev.tidemark.tests.interleaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.tests.events.Customers;
import dev.tidemark.tests.events.EventLog;
import dev.tidemark.tests.events.Outgoing;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.job.JobProcess;
import dev.tidemark.tests.reference.Customer360;
import dev.tidemark.tests.reference.Expected;
import dev.tidemark.tests.reference.SalesByHour;
import dev.tidemark.tests.reference.SupportProfile;
import dev.tidemark.tests.table.Difference;
import dev.tidemark.tests.table.Row;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.watch.Watched;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A table has the same rows at the same offsets, whatever order its partitions were produced and
 * read in, at any parallelism, and with a kill in between. Tables over several topics wait for
 * {@code -Dlong=true}.
 */
@ExtendWith(SharedStack.class)
class InterleavingIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int PARTITIONS = 3;
  private static final boolean LONG = Boolean.getBoolean("long");
  private static final int EVENTS = LONG ? 20_000 : 2_000;

  /** Between two of them the job takes in what it has, so the order of production is its own. */
  private static final int SLICES = 3;

  private static final String RUN = "r1";

  @Test
  @EnabledIfSystemProperty(named = "long", matches = "true")
  void customer360IsTheSameInAnyInterleaving(World world) throws Exception {
    sameRows(
        world,
        "customer_360",
        Customers.OF_CUSTOMER_360,
        orders(Interleaving.AS_MADE),
        Customer360::new,
        () -> world.customers().forCustomer360(PARTITIONS));
  }

  @Test
  @EnabledIfSystemProperty(named = "long", matches = "true")
  void supportProfileIsTheSameInAnyInterleaving(World world) throws Exception {
    sameRows(
        world,
        "support_profile",
        Customers.OF_SUPPORT_PROFILE,
        orders(Interleaving.PARTITION_BY_PARTITION),
        SupportProfile::new,
        () -> world.customers().forSupportProfile(PARTITIONS));
  }

  /** Of the class <i>watermark</i>: hours that are over; what came late is in quarantine. */
  @Test
  void closedHoursAreTheSameInAnyInterleaving(World world) throws Exception {
    List<Outgoing> made = SalesLines.make(world, EVENTS, PARTITIONS);
    Set<String> digests = new TreeSet<>();
    Set<Long> late = new TreeSet<>();
    for (Interleaving order : orders(Interleaving.LAST_PARTITION_FIRST)) {
      String suffix = suffix(world, order);
      String topic = Shop.ORDER_LINES + suffix;
      world.topics().create(topic, PARTITIONS);
      TableIdentifier table = TableIdentifier.of(world.namespace(), "sales_by_hour" + suffix);
      SnapshotWatcher watcher =
          world
              .watch(new Watched(table, List.of(topic), to -> List.of()), RUN)
              .comparingNothing()
              .countingConsumedOnly();
      try (JobProcess job = world.job(world.definitionInSql("sales_by_hour", suffix), RUN)) {
        feed(world, job, watcher, order, renamed(world, made, order, suffix));
        SalesByHour reference = SalesByHour.of(world.log(), topic, PARTITIONS);
        await("the hours that are over")
            .atMost(PATIENCE)
            .until(() -> world.reader(table).main().size() >= reference.closedHours().size());
        List<Row> rows = world.reader(table).main();
        assertThat(Difference.between(reference.closedHours(), rows)).isEmpty();
        assertThat(reference.closedHours()).hasSizeGreaterThan(20);
        long quarantined =
            world
                .reader(TableIdentifier.of(table.namespace(), table.name() + "_quarantine"))
                .main()
                .size();
        assertThat(quarantined).as("late lines").isEqualTo(reference.late()).isPositive();
        watcher.checkMain();
        late.add(quarantined);
        digests.add(digest(rows));
        System.out.printf(
            "sales_by_hour %s at parallelism %d: %d closed rows, digest %s, %d late%n",
            order, parallelism(order), rows.size(), digest(rows), quarantined);
      }
    }
    assertThat(late).as("late lines").hasSize(1);
    assertThat(digests).as("digests of the rows").hasSize(1);
  }

  /**
   * All orders in the long form. Else the one given and the shuffled one, with its kill: each table
   * is compared with its reference and between two orders, and the three tests have all four.
   */
  private static List<Interleaving> orders(Interleaving one) {
    return LONG ? List.of(Interleaving.values()) : List.of(one, Interleaving.SHUFFLED);
  }

  private static void sameRows(
      World world,
      String definition,
      List<String> topics,
      List<Interleaving> orders,
      BiFunction<EventLog, String, Expected> reference,
      Supplier<Outgoing> events)
      throws IOException {
    List<Outgoing> made = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      made.add(events.get());
    }
    Set<String> digests = new TreeSet<>();
    Set<String> offsets = new TreeSet<>();
    for (Interleaving order : orders) {
      String suffix = suffix(world, order);
      List<String> renamed = topics.stream().map(topic -> topic + suffix).toList();
      renamed.forEach(topic -> world.topics().create(topic, PARTITIONS));
      Watched watched =
          new Watched(
              TableIdentifier.of(world.namespace(), definition + suffix),
              renamed,
              reference.apply(world.log(), suffix));
      List<Row> rows =
          live(
              world,
              world.job(world.definitionInSql(definition, suffix), RUN),
              watched,
              order,
              renamed(world, made, order, suffix));
      String digest = digest(rows);
      String ends = ends(world.log(), renamed, suffix);
      System.out.printf(
          "%s %s at parallelism %d: %d rows, digest %s, at %s%n",
          definition, order, parallelism(order), rows.size(), digest, ends);
      digests.add(digest);
      offsets.add(ends);
    }
    assertThat(offsets).as("final offsets").hasSize(1);
    assertThat(digests).as("digests of the rows").hasSize(1);
  }

  private static List<Row> live(
      World world, JobProcess job, Watched watched, Interleaving order, List<Outgoing> events) {
    SnapshotWatcher watcher = world.watch(watched, RUN);
    feed(world, job, watcher, order, events);
    watcher.checkMain();
    job.kill();
    return world.reader(watched.table()).main();
  }

  private static void feed(
      World world,
      JobProcess job,
      SnapshotWatcher watcher,
      Interleaving order,
      List<Outgoing> events) {
    job.parallelism(parallelism(order)).start();
    int slice = events.size() / SLICES + 1;
    for (int from = 0; from < events.size(); from += slice) {
      events.subList(from, Math.min(events.size(), from + slice)).forEach(world.log()::send);
      watcher.awaitCaughtUp(PATIENCE);
      if (from == 0 && order == Interleaving.SHUFFLED) {
        job.kill();
        job.start();
      }
    }
  }

  /** Topics are the broker's, which other worlds share. */
  private static String suffix(World world, Interleaving order) {
    return "_%s_%s".formatted(world.namespace(), order.name().toLowerCase(Locale.ROOT));
  }

  private static List<Outgoing> renamed(
      World world, List<Outgoing> events, Interleaving order, String suffix) {
    return order.of(events, world.schedule()).stream()
        .map(event -> event.to(event.topic() + suffix))
        .toList();
  }

  private static int parallelism(Interleaving order) {
    return order.ordinal() + 1;
  }

  private static String ends(EventLog log, List<String> topics, String suffix) {
    var ends = new TreeMap<String, Long>();
    topics.forEach(
        topic ->
            log.ends(topic)
                .forEach(
                    (partition, end) ->
                        ends.put(topic.replace(suffix, "") + "-" + partition.partition(), end)));
    return ends.toString();
  }

  private static String digest(List<Row> rows) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      rows.stream()
          .map(row -> row.values().toString() + "\n")
          .sorted()
          .forEach(row -> digest.update(row.getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
