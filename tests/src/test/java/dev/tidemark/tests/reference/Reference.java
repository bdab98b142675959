package dev.tidemark.tests.reference;

import dev.tidemark.tests.events.Event;
import dev.tidemark.tests.events.EventLog;
import dev.tidemark.tests.events.Sent;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.table.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The tables as they must be once every event below an offset vector is in them: computed from the
 * events as they were meant, in the plainest way, for comparison.
 */
public final class Reference {
  private static final int AMOUNT_SCALE = 3;

  /** What is newest: event time to the microsecond, then topic, partition, offset. */
  private static final Comparator<Change> NEWEST =
      Comparator.comparing(Change::at)
          .thenComparing(change -> change.sent().record().topic())
          .thenComparing(change -> change.sent().partition())
          .thenComparing(change -> change.sent().offset());

  private static final List<String> ORDER_LINE =
      List.of(
          "invoice_no",
          "stock_code",
          "description",
          "quantity",
          "invoice_time",
          "unit_price",
          "customer_id",
          "country",
          "cancelled",
          "amount",
          "topic_partition",
          "topic_offset");
  private static final List<String> PRODUCT =
      List.of(
          "stock_code",
          "description",
          "unit_price",
          "updated_at",
          "updated_by_partition",
          "updated_by_offset");

  private final EventLog log;

  public Reference(EventLog log) {
    this.log = log;
  }

  /** The rows that the topic's table must have at that vector, in no order. */
  public List<Row> rows(String topic, Map<TopicPartition, Long> to) {
    return topic.equals(Shop.ORDER_LINES) ? orderLines(to) : products(to);
  }

  private List<Row> orderLines(Map<TopicPartition, Long> to) {
    List<Row> rows = new ArrayList<>();
    for (Sent sent : below(Shop.ORDER_LINES, to)) {
      if (sent.event() instanceof Event.OrderLine line) {
        rows.add(row(line, sent));
      }
    }
    return rows;
  }

  private static Row row(Event.OrderLine line, Sent sent) {
    return Row.of(
        ORDER_LINE,
        line.invoiceNo(),
        line.stockCode(),
        line.description(),
        line.quantity(),
        line.invoiceTime(),
        line.unitPrice(),
        line.customerId(),
        line.country(),
        line.invoiceNo().startsWith("C"),
        line.unitPrice().multiply(new BigDecimal(line.quantity())).setScale(AMOUNT_SCALE),
        sent.partition(),
        sent.offset());
  }

  private List<Row> products(Map<TopicPartition, Long> to) {
    Map<String, Change> newest = new HashMap<>();
    for (Sent sent : below(Shop.PRODUCT_UPDATES, to)) {
      Change change = change(sent);
      if (change != null) {
        newest.merge(change.product(), change, (a, b) -> NEWEST.compare(a, b) >= 0 ? a : b);
      }
    }
    List<Row> rows = new ArrayList<>();
    for (Change change : newest.values()) {
      if (change.sent().event() instanceof Event.ProductState state) {
        rows.add(row(state, change.sent()));
      }
    }
    return rows;
  }

  private static @Nullable Change change(Sent sent) {
    if (sent.event() instanceof Event.ProductState state) {
      return new Change(state.stockCode(), state.updatedAt(), sent);
    }
    if (sent.event() instanceof Event.ProductRemoval removal) {
      return new Change(removal.stockCode(), Instant.ofEpochMilli(sent.record().timestamp()), sent);
    }
    return null;
  }

  private static Row row(Event.ProductState state, Sent sent) {
    return Row.of(
        PRODUCT,
        state.stockCode(),
        state.description(),
        state.unitPrice(),
        state.updatedAt(),
        sent.partition(),
        sent.offset());
  }

  /** The poison below that vector. */
  public List<Sent> poison(String topic, Map<TopicPartition, Long> to) {
    return below(topic, to).stream().filter(Sent::isPoison).toList();
  }

  private List<Sent> below(String topic, Map<TopicPartition, Long> to) {
    return below(log, topic, to);
  }

  /** The events of a topic below that vector. */
  static List<Sent> below(EventLog log, String topic, Map<TopicPartition, Long> to) {
    List<Sent> events = new ArrayList<>();
    to.forEach(
        (partition, offset) -> {
          if (partition.topic().equals(topic)) {
            events.addAll(log.events(partition, 0, offset));
          }
        });
    return events;
  }

  private record Change(String product, Instant at, Sent sent) {}
}
