package dev.tidemark.control.generate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.control.TextTable;
import dev.tidemark.definition.DurationText;
import java.time.Duration;
import java.time.Instant;

/**
 * What was sent, or would be.
 *
 * @param end the shop's time at the last event
 */
record GenerateReport(ShopSettings settings, Instant end, Counts counts, Duration took) {
  String text() {
    return "Sent %s of seed %d in %s, %,d events/s. %s"
        .formatted(
            events(),
            settings.seed(),
            DurationText.of(took),
            counts.all().events() * 1_000 / Math.max(1, took.toMillis()),
            shop());
  }

  /** The same where nothing is sent; how fast lines are printed is nobody's question. */
  String dryText() {
    return "Would send %s of seed %d. %s".formatted(events(), settings.seed(), shop());
  }

  private String events() {
    long events = counts.all().events();
    return "%,d %s".formatted(events, events == 1 ? "event" : "events");
  }

  private String shop() {
    var table = new TextTable("TOPIC", "-EVENTS", "-DELETES", "-LATE", "-TWICE", "-MALFORMED");
    counts.topics().forEach((topic, count) -> add(table, topic.topic(), count));
    add(table, "all", counts.all());
    return "The shop's time went from %s to %s.\n%s"
        .formatted(settings.pulse().start(), end, String.join("\n", table.lines()));
  }

  private static void add(TextTable table, String name, Counts.Count count) {
    table.add(
        name,
        "%,d".formatted(count.events()),
        "%,d".formatted(count.deletes()),
        "%,d".formatted(count.late()),
        "%,d".formatted(count.duplicates()),
        "%,d".formatted(count.malformed()));
  }

  String json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("seed", settings.seed());
    json.put("from", settings.pulse().start().toString());
    json.put("to", end.toString());
    json.put("millis", took.toMillis());
    put(json, counts.all());
    var topics = json.putArray("topics");
    counts
        .topics()
        .forEach((topic, count) -> put(topics.addObject().put("topic", topic.topic()), count));
    return json.toString();
  }

  private static void put(ObjectNode json, Counts.Count count) {
    json.put("events", count.events());
    json.put("deletes", count.deletes());
    json.put("late", count.late());
    json.put("duplicates", count.duplicates());
    json.put("malformed", count.malformed());
  }
}
