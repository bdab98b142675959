package dev.tidemark.control.load;

import dev.tidemark.definition.KeyFormat;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/** Makes records of rows, after one mapping. One thread. */
final class RecordMaker {
  private final Mapping mapping;
  private final @Nullable Clock retimed;
  private final Schema valueSchema;
  private final @Nullable Schema keySchema;
  private final WireFormat valueFormat;
  private final @Nullable WireFormat keyFormat;

  /**
   * @param ids where the schemas get their ids
   * @param retimed if given, events happen now, by this clock, instead of when their row says
   */
  RecordMaker(Mapping mapping, SchemaIds ids, @Nullable Clock retimed) {
    this.mapping = mapping;
    this.retimed = retimed;
    this.valueSchema = AvroSchemas.value(mapping);
    this.valueFormat =
        new WireFormat(valueSchema, ids.register(mapping.topic() + "-value", valueSchema));
    if (mapping.keyFormat() == KeyFormat.AVRO) {
      this.keySchema = AvroSchemas.key(mapping);
      this.keyFormat = new WireFormat(keySchema, ids.register(mapping.topic() + "-key", keySchema));
    } else {
      this.keySchema = null;
      this.keyFormat = null;
    }
  }

  /** Registers a schema under a subject and returns its id. */
  interface SchemaIds {
    int register(String subject, Schema schema);
  }

  /**
   * The record of a row.
   *
   * @throws UnfitException naming every field that does not fit
   */
  Outgoing make(Line.Row row) throws UnfitException {
    String marker = mapping.tombstoneWhenEmpty();
    boolean tombstone = marker != null && row.value(marker).filter(v -> !v.isEmpty()).isEmpty();
    var value = new GenericData.Record(valueSchema);
    var unfit = new ArrayList<String>();
    for (MappedField field : mapping.fields()) {
      String name = field.field().name();
      if (!tombstone || mapping.keyFields().contains(name) || name.equals(mapping.eventTime())) {
        put(value, field, row, unfit);
      }
    }
    if (!unfit.isEmpty()) {
      throw new UnfitException(String.join("; ", unfit));
    }
    return new Outgoing(key(value), tombstone ? null : valueFormat.encode(value), timestamp(value));
  }

  private void put(GenericData.Record value, MappedField field, Line.Row row, List<String> unfit) {
    String name = field.field().name();
    if (retimed != null && name.equals(mapping.eventTime())) {
      value.put(name, retimed.millis());
      return;
    }
    try {
      Optional<Object> read = field.value(row);
      value.put(name, read.orElse(null));
    } catch (UnfitException reason) {
      unfit.add(reason.getMessage());
    }
  }

  private byte @Nullable [] key(GenericData.Record value) {
    if (mapping.keyFormat() == KeyFormat.STRING) {
      return value.get(mapping.keyFields().get(0)).toString().getBytes(StandardCharsets.UTF_8);
    }
    if (keySchema == null || keyFormat == null) {
      return null;
    }
    var key = new GenericData.Record(keySchema);
    mapping.keyFields().forEach(name -> key.put(name, value.get(name)));
    return keyFormat.encode(key);
  }

  private @Nullable Long timestamp(GenericData.Record value) {
    return mapping.eventTime() == null ? null : (Long) value.get(mapping.eventTime());
  }
}
