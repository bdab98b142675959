package dev.tidemark.control.example;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.control.load.UnfitException;
import dev.tidemark.control.load.ValueReader;
import dev.tidemark.definition.FieldType;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A JSON value as Avro's generic writer takes it. */
final class AvroValue {
  private AvroValue() {}

  /** Null for null, for nothing, and, with a fault at the place, for what does not fit. */
  static @Nullable Object of(FieldType type, String name, JsonNode json, Place place) {
    if (json.isNull() || json.isMissingNode()) {
      return null;
    }
    try {
      String text = Cell.text(type, json);
      return type == FieldType.BINARY
          ? ByteBuffer.wrap(Cell.bytes(json))
          : new ValueReader(type).read(text);
    } catch (UnfitException unfit) {
      // The topics of examples have whole milliseconds, as those of `tidemark load`.
      boolean time = type == FieldType.TIMESTAMP || type == FieldType.TIMESTAMPTZ;
      place.fault(name + " " + json, Cell.accepted(type) + (time ? ", in whole milliseconds" : ""));
      return null;
    }
  }
}
