package dev.tidemark.tests.interleaving;

import dev.tidemark.tests.events.Event;
import dev.tidemark.tests.events.EventLog;
import dev.tidemark.tests.events.Outgoing;
import dev.tidemark.tests.events.Sent;
import dev.tidemark.tests.table.Row;
import dev.tidemark.tests.world.World;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Order lines of which some come late, and the hours that they make: what is late is decided by a
 * line's own partition, and an hour is over when all partitions are past it.
 */
record SalesLines(List<Row> closedHours, long late) {
  private static final Duration LATENESS = Duration.ofMinutes(10);
  private static final int SCALE = 3;
  private static final List<String> COLUMNS =
      List.of("hour", "country", "lines", "units", "revenue");
  private static final List<String> COUNTRIES = List.of("France", "EIRE");

  /** Lines for all partitions, each partition ending with the newest. */
  static List<Outgoing> make(World world, int count, int partitions) {
    Random random = world.random();
    Instant clock = Instant.parse("2026-04-01T00:00:00Z");
    List<Outgoing> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clock = clock.plusSeconds(random.nextInt(300));
      boolean old = random.nextInt(15) == 0;
      Instant at = clock.minusSeconds(random.nextInt(old ? 7_200 : 300));
      // The partitions drift apart: the last is half a day behind.
      int partition = random.nextInt(partitions);
      lines.add(line(world, partition, at.minus(Duration.ofHours(6L * partition))));
    }
    for (int p = 0; p < partitions; p++) {
      lines.add(line(world, p, clock.plus(Duration.ofHours(1))));
    }
    return lines;
  }

  private static Outgoing line(World world, int partition, Instant at) {
    Random random = world.random();
    return world
        .shop()
        .orderLine(
            partition,
            new Event.OrderLine(
                "1",
                "P1",
                null,
                random.nextInt(20) - 3,
                at,
                BigDecimal.valueOf(random.nextInt(100_000), SCALE),
                null,
                COUNTRIES.get(random.nextInt(COUNTRIES.size()))));
  }

  /** What must come of all lines of a topic. */
  static SalesLines of(EventLog log, String topic, int partitions) {
    Instant slowest = Instant.MAX;
    long late = 0;
    Map<String, List<Event.OrderLine>> hours = new TreeMap<>();
    for (int p = 0; p < partitions; p++) {
      @Nullable Instant newest = null;
      for (Sent sent : log.events(new TopicPartition(topic, p), 0, Long.MAX_VALUE)) {
        Event.OrderLine line = (Event.OrderLine) sent.event();
        if (newest != null && line.invoiceTime().isBefore(newest.minus(LATENESS))) {
          late++;
        } else {
          newest =
              newest == null || line.invoiceTime().isAfter(newest) ? line.invoiceTime() : newest;
          hours.computeIfAbsent(hour(line) + line.country(), h -> new ArrayList<>()).add(line);
        }
      }
      slowest = newest != null && newest.isBefore(slowest) ? newest : slowest;
    }
    Instant closed = slowest.minus(LATENESS);
    return new SalesLines(
        hours.values().stream()
            .filter(lines -> !hour(lines.get(0)).plus(1, ChronoUnit.HOURS).isAfter(closed))
            .map(SalesLines::row)
            .toList(),
        late);
  }

  private static Instant hour(Event.OrderLine line) {
    return line.invoiceTime().truncatedTo(ChronoUnit.HOURS);
  }

  private static Row row(List<Event.OrderLine> lines) {
    return Row.of(
        COLUMNS,
        hour(lines.get(0)),
        lines.get(0).country(),
        (long) lines.size(),
        lines.stream().mapToLong(Event.OrderLine::quantity).sum(),
        lines.stream()
            .map(line -> line.unitPrice().multiply(BigDecimal.valueOf(line.quantity())))
            .reduce(BigDecimal.ZERO, BigDecimal::add)
            .setScale(SCALE));
  }
}
