package dev.tidemark.control.example;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.definition.Field;
import dev.tidemark.definition.KeyFormat;
import dev.tidemark.definition.Source;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The key of a given event, by the topic's contract. */
final class GivenKey {
  private final Source source;
  private final ObjectNode json;
  private final Place place;

  GivenKey(Source source, ObjectNode json, Place place) {
    this.source = source;
    this.json = json;
    this.place = place;
  }

  /** What the line says, else what its fields say: keys repeat fields more often than not. */
  GivenEvent.@Nullable Key read(GivenEvent.Payload payload) {
    if (json.has(GivenLine.KEY)) {
      return written(json.get(GivenLine.KEY));
    }
    if (payload instanceof GivenEvent.Payload.Fields fields) {
      return of(field -> fields.values().get(field.name()));
    }
    if (payload instanceof GivenEvent.Payload.Tombstone && source.tombstones()) {
      place.fault("a tombstone without " + GivenLine.KEY, accepted() + ", whose row it deletes");
    }
    return null;
  }

  private GivenEvent.@Nullable Key written(JsonNode given) {
    if (given.isNull()) {
      return null;
    }
    if (source.keyFormat() != KeyFormat.AVRO && given.isTextual()) {
      return new GivenEvent.Key.Text(given.textValue());
    }
    if (source.keyFormat() != KeyFormat.AVRO || !given.isObject()) {
      place.fault(GivenLine.KEY + " " + given, accepted());
      return null;
    }
    GivenEvent.Key key =
        of(
            field ->
                AvroValue.of(
                    field.type(),
                    GivenLine.KEY + "." + field.name(),
                    given.path(field.name()),
                    place));
    if (key == null) {
      place.fault(GivenLine.KEY + " " + given, accepted());
    }
    return key;
  }

  /** Null if the format has no key, or a required field of it no value. */
  private GivenEvent.@Nullable Key of(Function<Field, @Nullable Object> valueOf) {
    Map<String, Object> values = new HashMap<>();
    for (Field field : source.keyFields()) {
      Object value = valueOf.apply(field);
      if (value != null) {
        values.put(field.name(), value);
      } else if (field.required()) {
        return null;
      }
    }
    return switch (source.keyFormat()) {
      case NONE -> null;
      case STRING -> new GivenEvent.Key.Text(String.valueOf(values.values().iterator().next()));
      case AVRO -> new GivenEvent.Key.Fields(values);
    };
  }

  private String accepted() {
    return source.keyFormat() == KeyFormat.AVRO
        ? "an object with "
            + String.join(", ", source.keyFields().stream().map(Field::name).toList())
        : "a text in quotes";
  }
}
