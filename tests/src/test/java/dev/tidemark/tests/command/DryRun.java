package dev.tidemark.tests.command;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.tests.events.Customers;
import dev.tidemark.tests.events.Event;
import dev.tidemark.tests.events.PoisonKind;
import dev.tidemark.tests.events.Shop;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What {@code tidemark generate --dry-run} prints, as events where they are to lie. */
final class DryRun {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  /**
   * One event.
   *
   * @param spoiledKey whether its key is not the text that is printed
   */
  record Line(String key, long timestamp, boolean hasValue, boolean spoiledKey, Event event) {}

  private DryRun() {}

  /** The lines of each partition, the n-th for offset n. */
  static Map<TopicPartition, List<Line>> read(String output) throws IOException {
    Map<TopicPartition, List<Line>> lines = new HashMap<>();
    for (String text : output.split("\n")) {
      JsonNode json = JSON.readTree(text);
      lines
          .computeIfAbsent(
              new TopicPartition(json.get("topic").asText(), json.get("partition").asInt()),
              partition -> new ArrayList<>())
          .add(line(json));
    }
    return lines;
  }

  private static Line line(JsonNode json) {
    return new Line(
        json.get("key").asText(),
        Instant.parse(json.get("timestamp").asText()).toEpochMilli(),
        json.hasNonNull("value") || json.has("value-bytes"),
        json.has("key-bytes"),
        event(json));
  }

  private static Event event(JsonNode json) {
    String topic = json.get("topic").asText();
    if (json.has("fault")) {
      return new Event.Poison(poison(json.get("reason").asText()));
    }
    JsonNode value = json.get("value");
    return value.isNull() ? removal(topic, json.get("key").asText()) : event(topic, value);
  }

  /** Any that quarantine calls so. */
  private static PoisonKind poison(String reason) {
    return Arrays.stream(PoisonKind.values())
        .filter(kind -> kind.reason().equals(reason))
        .findFirst()
        .orElseThrow();
  }

  private static Event removal(String topic, String key) {
    return switch (topic) {
      case Shop.PRODUCT_UPDATES -> new Event.ProductRemoval(key);
      case Customers.ACCOUNTS -> new Event.AccountRemoval(key);
      case Customers.ISSUES -> new Event.IssueRemoval(key);
      default -> throw new IllegalArgumentException("A delete in " + topic);
    };
  }

  private static Event event(String topic, JsonNode value) {
    return switch (topic) {
      case Shop.ORDER_LINES ->
          new Event.OrderLine(
              value.get("invoice_no").asText(),
              value.get("stock_code").asText(),
              text(value, "description"),
              value.get("quantity").asInt(),
              time(value, "invoice_time"),
              decimal(value, "unit_price", 3),
              text(value, "customer_id"),
              value.get("country").asText());
      case Shop.PRODUCT_UPDATES ->
          new Event.ProductState(
              value.get("stock_code").asText(),
              text(value, "description"),
              decimal(value, "unit_price", 3),
              time(value, "updated_at"));
      case Customers.ACCOUNTS ->
          new Event.AccountState(
              value.get("customer_id").asText(),
              text(value, "name"),
              text(value, "email"),
              text(value, "age_group"),
              text(value, "income_group"),
              text(value, "household_size"),
              time(value, "changed_at"));
      case Customers.ORDERS ->
          new Event.Order(
              value.get("order_id").asText(),
              value.get("customer_id").asText(),
              decimal(value, "amount", 2),
              time(value, "ordered_at"));
      case Customers.ISSUES ->
          new Event.IssueState(
              value.get("issue_id").asText(),
              value.get("customer_id").asText(),
              text(value, "subject"),
              value.get("status").asText().equals("open"),
              time(value, "opened_at"),
              time(value, "changed_at"));
      case Customers.CONTACTS ->
          new Event.Contact(
              value.get("customer_id").asText(),
              value.get("channel").asText(),
              time(value, "contacted_at"));
      default -> throw new IllegalArgumentException("An event of " + topic);
    };
  }

  private static @Nullable String text(JsonNode value, String field) {
    return value.has(field) ? value.get(field).asText() : null;
  }

  private static Instant time(JsonNode value, String field) {
    return Instant.parse(value.get(field).asText());
  }

  private static BigDecimal decimal(JsonNode value, String field, int scale) {
    return value.get(field).decimalValue().setScale(scale);
  }
}
