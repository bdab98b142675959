package dev.tidemark.tests.reference;

import dev.tidemark.tests.events.Event;
import dev.tidemark.tests.events.EventLog;
import dev.tidemark.tests.events.Sent;
import dev.tidemark.tests.table.Row;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The hours that the order lines of a topic make: what is late is decided by a line's own
 * partition, and an hour is over when all partitions are past it.
 *
 * @param closedHours the rows of the hours that are over, in no order
 * @param late how many lines came too late
 */
public record SalesByHour(List<Row> closedHours, long late) {
  private static final Duration LATENESS = Duration.ofMinutes(10);
  private static final int REVENUE_SCALE = 3;
  private static final List<String> COLUMNS =
      List.of("hour", "country", "lines", "units", "revenue");

  /** What must come of all lines of a topic. */
  public static SalesByHour of(EventLog log, String topic, int partitions) {
    Instant slowest = Instant.MAX;
    long late = 0;
    Map<String, List<Event.OrderLine>> hours = new TreeMap<>();
    for (int p = 0; p < partitions; p++) {
      @Nullable Instant newest = null;
      for (Sent sent : log.events(new TopicPartition(topic, p), 0, Long.MAX_VALUE)) {
        if (!(sent.event() instanceof Event.OrderLine line)) {
          continue;
        }
        Instant time = line.invoiceTime();
        if (newest != null && time.isBefore(newest.minus(LATENESS))) {
          late++;
        } else {
          newest = newest == null || time.isAfter(newest) ? time : newest;
          hours.computeIfAbsent(hour(line) + line.country(), h -> new ArrayList<>()).add(line);
        }
      }
      slowest = newest != null && newest.isBefore(slowest) ? newest : slowest;
    }
    Instant closed = slowest.truncatedTo(ChronoUnit.MILLIS).minus(LATENESS);
    return new SalesByHour(
        hours.values().stream()
            .filter(lines -> !hour(lines.get(0)).plus(1, ChronoUnit.HOURS).isAfter(closed))
            .map(SalesByHour::row)
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
            .setScale(REVENUE_SCALE));
  }
}
