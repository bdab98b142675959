package dev.tidemark.control.example;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.definition.EventTime;
import dev.tidemark.definition.Field;
import dev.tidemark.definition.FieldType;
import dev.tidemark.definition.Source;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One given event as JSON. Where something is wrong a fault is noted and a placeholder takes its
 * place, so that the rest can still be read.
 */
final class GivenLine {
  static final String KEY = "$key";
  private static final String PARTITION = "$partition";
  private static final String TIMESTAMP = "$timestamp";
  private static final String HEADERS = "$headers";
  private static final String TOMBSTONE = "$tombstone";
  private static final String BYTES = "$bytes";
  private static final String CUT = "$cut";
  private static final List<String> ABOUT_THE_RECORD =
      List.of(KEY, PARTITION, TIMESTAMP, HEADERS, TOMBSTONE, BYTES, CUT);
  private static final int LAST_PARTITION = 15;

  private final Source source;
  private final ObjectNode json;
  private final Place place;
  private final long timestampBefore;

  /**
   * @param timestampBefore of the line before this one
   */
  GivenLine(Source source, ObjectNode json, Place place, long timestampBefore) {
    this.source = source;
    this.json = json;
    this.place = place;
    this.timestampBefore = timestampBefore;
  }

  GivenEvent event() {
    refuseUnknownNames();
    GivenEvent.Payload payload = payload();
    return new GivenEvent(
        place.line(),
        number(PARTITION, LAST_PARTITION, "a whole number from 0 to " + LAST_PARTITION),
        new GivenKey(source, json, place).read(payload),
        payload,
        timestamp(payload),
        headers());
  }

  private void refuseUnknownNames() {
    List<String> fields = source.fields().stream().map(Field::name).toList();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      if (!fields.contains(entry.getKey()) && !ABOUT_THE_RECORD.contains(entry.getKey())) {
        place.fault(
            "\"" + entry.getKey() + "\"",
            "one of %s, or one of %s"
                .formatted(String.join(", ", fields), String.join(", ", ABOUT_THE_RECORD)));
      }
    }
  }

  private GivenEvent.Payload payload() {
    JsonNode tombstone = json.path(TOMBSTONE);
    if (json.has(TOMBSTONE) && !tombstone.isBoolean()) {
      place.fault(TOMBSTONE + " " + tombstone, "true or false");
    }
    if (!tombstone.asBoolean() && !json.has(BYTES)) {
      return new GivenEvent.Payload.Fields(
          values(), number(CUT, Integer.MAX_VALUE, "how many bytes to cut off the end"));
    }
    boolean twice =
        (tombstone.asBoolean() && json.has(BYTES))
            || json.has(CUT)
            || source.fields().stream().anyMatch(field -> json.has(field.name()));
    if (twice) {
      place.fault(
          "more than %s about the record's value".formatted(json.has(BYTES) ? BYTES : TOMBSTONE),
          "one of fields, %s and %s".formatted(TOMBSTONE, BYTES));
    }
    return tombstone.asBoolean() ? new GivenEvent.Payload.Tombstone() : bytes(json.path(BYTES));
  }

  private GivenEvent.Payload bytes(JsonNode given) {
    try {
      return new GivenEvent.Payload.Bytes(Cell.bytes(given));
    } catch (IllegalArgumentException unreadable) {
      place.fault(BYTES + " " + given, Cell.accepted(FieldType.BINARY));
      return new GivenEvent.Payload.Bytes(new byte[0]);
    }
  }

  private Map<String, @Nullable Object> values() {
    Map<String, @Nullable Object> values = new HashMap<>();
    for (Field field : source.fields()) {
      String name = field.name();
      if (field.required() && !json.has(name)) {
        place.fault(
            "no " + name,
            Cell.accepted(field.type()) + ", or null for an event that lacks what it must have");
      }
      values.put(name, AvroValue.of(field.type(), name, json.path(name), place));
    }
    return values;
  }

  /** What the line says, else the event's own time, else that of the line before. */
  private long timestamp(GivenEvent.Payload payload) {
    JsonNode given = json.get(TIMESTAMP);
    EventTime eventTime = source.eventTime();
    if (given != null) {
      return AvroValue.of(FieldType.TIMESTAMPTZ, TIMESTAMP, given, place) instanceof Long millis
          ? sendable(TIMESTAMP, millis)
          : timestampBefore;
    }
    if (payload instanceof GivenEvent.Payload.Tombstone && eventTime != null) {
      place.fault(
          "a tombstone without " + TIMESTAMP,
          Cell.accepted(FieldType.TIMESTAMPTZ) + ", since that is when it deletes");
    }
    return payload instanceof GivenEvent.Payload.Fields fields
            && eventTime != null
            && fields.values().get(eventTime.field()) instanceof Long millis
        ? sendable(eventTime.field(), millis)
        : timestampBefore;
  }

  private long sendable(String name, long millis) {
    if (millis >= 0) {
      return millis;
    }
    place.fault(
        name + " " + Instant.ofEpochMilli(millis),
        "a time from 1970 on, as Kafka's timestamps are");
    return timestampBefore;
  }

  private int number(String name, int most, String accepted) {
    JsonNode given = json.get(name);
    if (given == null) {
      return 0;
    }
    if (!given.isInt() || given.intValue() < 0 || given.intValue() > most) {
      place.fault(name + " " + given, accepted);
      return 0;
    }
    return given.intValue();
  }

  private Map<String, String> headers() {
    var headers = new HashMap<String, String>();
    if (!json.has(HEADERS)) {
      return headers;
    }
    JsonNode given = json.get(HEADERS);
    boolean texts = given.isObject();
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      texts &= entry.getValue().isTextual();
      headers.put(entry.getKey(), entry.getValue().asText());
    }
    if (!texts) {
      place.fault(HEADERS + " " + given, "an object of texts like {\"origin\": \"shop\"}");
    }
    return headers;
  }
}
