package dev.tidemark.control.load;

import dev.tidemark.definition.KeyFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/** Makes records of rows, after one mapping. One thread. */
final class RecordMaker {
  private static final int NONE = -1;
  private static final String TIMES = "a time from 1970 on, as Kafka's timestamps are";

  private final Mapping mapping;
  private final EventTimes times;
  private final Schema valueSchema;
  private final @Nullable Schema keySchema;
  private final WireFormat valueFormat;
  private final @Nullable WireFormat keyFormat;
  private final FieldMaker[] fields;
  private final int[] keyPlaces;
  private final boolean[] ofTombstones;
  private final int eventTime;
  private final int marker;

  /**
   * @param ids where the schemas get their ids
   */
  RecordMaker(Mapping mapping, SchemaIds ids, EventTimes times) {
    this.mapping = mapping;
    this.times = times;
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
    Columns columns = Columns.of(mapping.columns());
    this.fields =
        mapping.fields().stream()
            .map(field -> FieldMaker.of(field, columns))
            .toArray(FieldMaker[]::new);
    List<String> names = mapping.fields().stream().map(field -> field.field().name()).toList();
    this.keyPlaces = mapping.keyFields().stream().mapToInt(names::indexOf).toArray();
    this.eventTime = mapping.eventTime() == null ? NONE : names.indexOf(mapping.eventTime());
    this.ofTombstones = new boolean[fields.length];
    for (int i = 0; i < fields.length; i++) {
      ofTombstones[i] = i == eventTime || mapping.keyFields().contains(names.get(i));
    }
    String column = mapping.tombstoneWhenEmpty();
    this.marker = column == null ? NONE : columns.slot(column);
  }

  EventTimes times() {
    return times;
  }

  /** Registers a schema under a subject and returns its id. */
  interface SchemaIds {
    int register(String subject, Schema schema);
  }

  /**
   * The record of a row, whose columns are those of the mapping.
   *
   * @param ordinal how many-th row of the file it is, counted from 1
   * @throws UnfitException naming every field that does not fit
   */
  Outgoing make(Line.Row row, long ordinal) throws UnfitException {
    boolean tombstone = marker != NONE && isEmpty(row.value(marker));
    var value = new GenericData.Record(valueSchema);
    List<Misfit> misfits = List.of();
    for (int i = 0; i < fields.length; i++) {
      if (!tombstone || ofTombstones[i]) {
        try {
          value.put(i, value(i, row, ordinal));
        } catch (UnfitException unfit) {
          misfits = misfits.isEmpty() ? new ArrayList<>() : misfits;
          misfits.addAll(unfit.misfits());
        }
      }
    }
    if (!misfits.isEmpty()) {
      throw new UnfitException(misfits);
    }
    Long time = eventTime == NONE ? null : (Long) value.get(eventTime);
    return new Outgoing(key(value), tombstone ? null : valueFormat.encode(value), time);
  }

  private @Nullable Object value(int field, Line.Row row, long ordinal) throws UnfitException {
    if (field != eventTime) {
      return fields[field].value(row, ordinal);
    }
    if (!times.readRows()) {
      return times.of(0);
    }
    Object original = fields[field].value(row, ordinal);
    if (original == null) {
      return null;
    }
    long time = times.of((Long) original);
    if (time < 0) {
      throw fields[field].unfit(row, Instant.ofEpochMilli(time).toString(), TIMES);
    }
    return time;
  }

  private static boolean isEmpty(@Nullable String value) {
    return value == null || value.isEmpty();
  }

  private byte @Nullable [] key(GenericData.Record value) {
    if (mapping.keyFormat() == KeyFormat.STRING) {
      return value.get(keyPlaces[0]).toString().getBytes(StandardCharsets.UTF_8);
    }
    if (keySchema == null || keyFormat == null) {
      return null;
    }
    var key = new GenericData.Record(keySchema);
    for (int i = 0; i < keyPlaces.length; i++) {
      key.put(i, value.get(keyPlaces[i]));
    }
    return keyFormat.encode(key);
  }
}
