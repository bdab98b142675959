package dev.tidemark.tests.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.tests.events.Event;
import dev.tidemark.tests.events.Outgoing;
import dev.tidemark.tests.events.PoisonKind;
import dev.tidemark.tests.events.Sent;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.job.JobProcess;
import dev.tidemark.tests.table.Difference;
import dev.tidemark.tests.table.Row;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.world.Load;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A definition in SQL with windows: the hours that are over equal the reference. */
@ExtendWith(SharedStack.class)
class SalesByHourIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String RUN = "r1";
  private static final int PARTITIONS = 3;
  private static final Duration LATENESS = Duration.ofMinutes(10);

  /** What is poison for this contract too, which has fewer fields than the topic. */
  private static final List<PoisonKind> POISON =
      List.of(
          PoisonKind.WRONG_MAGIC,
          PoisonKind.NULL_FIELD,
          PoisonKind.PRICE_TOO_LARGE,
          PoisonKind.NULL_VALUE);

  private static final List<String> COLUMNS =
      List.of("hour", "country", "lines", "units", "revenue");

  @Test
  void closedHoursEqualTheReferenceOverAKillAndAnotherParallelism(World world) throws Exception {
    world.topics().create(Shop.ORDER_LINES, PARTITIONS);
    Path definition = world.definitionInSql("sales_by_hour");
    TableIdentifier table = TableIdentifier.of(world.namespace(), "sales_by_hour");
    SnapshotWatcher watcher = world.watch(table, Shop.ORDER_LINES, RUN).comparingNothing();
    JobProcess job = world.job(definition, RUN).parallelism(2).start();
    try (Load load = Load.of(world.log(), 300, () -> lineOrPoison(world))) {
      await("versions").atMost(PATIENCE).until(() -> watcher.versions() >= 5);
      job.kill();
      job.parallelism(3).start();
      await("versions").atMost(PATIENCE).until(() -> watcher.versions() >= 12);
    }
    // Every partition goes on: only then is an hour over.
    for (int p = 0; p < PARTITIONS; p++) {
      world.log().send(world.shop().orderLine(p));
    }
    watcher.awaitCaughtUp(PATIENCE);
    List<Row> expected = closedHours(world);
    await("the closed hours")
        .atMost(PATIENCE)
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

  /** Hours whose end lies before the slowest partition's newest event, less the lateness. */
  private static List<Row> closedHours(World world) {
    Instant watermark = Instant.MAX;
    Map<String, Row> rows = new TreeMap<>();
    Map<String, Hour> hours = new TreeMap<>();
    for (int p = 0; p < PARTITIONS; p++) {
      Instant newest = Instant.MIN;
      TopicPartition partition = new TopicPartition(Shop.ORDER_LINES, p);
      for (Sent sent : world.log().events(partition, 0, Long.MAX_VALUE)) {
        if (!(sent.event() instanceof Event.OrderLine line)) {
          continue;
        }
        newest = line.invoiceTime().isAfter(newest) ? line.invoiceTime() : newest;
        Instant hour = line.invoiceTime().truncatedTo(ChronoUnit.HOURS);
        hours.merge(hour + " " + line.country(), Hour.of(hour, line), Hour::plus);
      }
      watermark = newest.isBefore(watermark) ? newest : watermark;
    }
    Instant closed = watermark.truncatedTo(ChronoUnit.MILLIS).minus(LATENESS);
    hours.forEach(
        (key, hour) -> {
          if (!hour.begin().plus(1, ChronoUnit.HOURS).isAfter(closed)) {
            rows.put(key, hour.row());
          }
        });
    return new ArrayList<>(rows.values());
  }

  private record Hour(Instant begin, String country, long lines, long units, BigDecimal revenue) {
    static Hour of(Instant begin, Event.OrderLine line) {
      BigDecimal amount = line.unitPrice().multiply(BigDecimal.valueOf(line.quantity()));
      return new Hour(begin, line.country(), 1, line.quantity(), amount);
    }

    Hour plus(Hour other) {
      return new Hour(
          begin, country, lines + other.lines, units + other.units, revenue.add(other.revenue));
    }

    Row row() {
      return Row.of(COLUMNS, begin, country, lines, units, revenue);
    }
  }
}
