package dev.tidemark.connector.table;

import dev.tidemark.connector.decode.SourceRow;
import dev.tidemark.definition.EventTime;
import dev.tidemark.definition.Field;
import dev.tidemark.definition.FieldType;
import dev.tidemark.definition.KeyFormat;
import dev.tidemark.definition.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.catalog.UniqueConstraint;
import org.apache.flink.table.catalog.WatermarkSpec;
import org.jspecify.annotations.Nullable;

/**
 * A topic as a SQL table declares it: the physical columns are the contract, {@code NOT NULL} means
 * required, a primary key makes it a changelog.
 *
 * @param primaryKey empty if every record is a row of its own
 * @param wholeMillis columns declared with milliseconds
 */
record TopicTable(Source contract, List<String> primaryKey, Set<String> wholeMillis) {
  boolean isChangelog() {
    return !primaryKey.isEmpty();
  }

  /** Which columns a row holds that serves these fields and metadata. */
  SourceRow shape(Set<String> wanted) {
    Set<String> all = new HashSet<>(wanted);
    all.addAll(primaryKey);
    return SourceRow.of(contract, all, wholeMillis);
  }

  /** Reads a table's declaration; what is wrong with it goes to the problems. */
  static TopicTable of(ResolvedSchema schema, ReadableConfig options, Problems problems) {
    return new Reader(schema, options, problems).read();
  }

  private static final class Reader {
    private final ResolvedSchema schema;
    private final ReadableConfig options;
    private final Problems problems;
    private final List<Field> fields = new ArrayList<>();
    private final Set<String> wholeMillis = new HashSet<>();

    Reader(ResolvedSchema schema, ReadableConfig options, Problems problems) {
      this.schema = schema;
      this.options = options;
      this.problems = problems;
    }

    TopicTable read() {
      readFields();
      List<String> primaryKey =
          schema.getPrimaryKey().map(UniqueConstraint::getColumns).orElse(List.of());
      primaryKey.forEach(this::field);
      List<Field> keyFields = keyFields();
      boolean tombstones = options.get(TableOptions.TOMBSTONES);
      EventTime eventTime = eventTime();
      if (!primaryKey.isEmpty() && eventTime == null) {
        problems.add(
            "it has a primary key, but no event time that says which of two records of a key is the"
                + " newer one. Give 'event-time' = 'column'.");
      }
      if (tombstones && !names(keyFields).containsAll(primaryKey)) {
        problems.add(
            "'tombstones' is true, but a record without a value has a key only, which holds %s, not"
                + " the whole primary key %s. Give 'key.format' and 'key.fields'.",
            names(keyFields), primaryKey);
      }
      if (tombstones && primaryKey.isEmpty()) {
        problems.add(
            "'tombstones' is true, but there is no primary key to delete by. Declare PRIMARY KEY (…)"
                + " NOT ENFORCED.");
      }
      String topic = options.getOptional(TableOptions.TOPIC).orElse("");
      return new TopicTable(
          new Source(topic, fields, keyFormat(), keyFields, tombstones, eventTime),
          primaryKey,
          wholeMillis);
    }

    private void readFields() {
      for (Column column : schema.getColumns()) {
        if (!column.isPhysical()) {
          continue;
        }
        var type = column.getDataType().getLogicalType();
        Optional<FieldType> fieldType = ColumnTypes.ofField(type);
        if (fieldType.isEmpty()) {
          problems.add(
              "column %s is %s. Accepted: %s; timestamps also with 3 digits.",
              column.getName(), type.asSummaryString(), ColumnTypes.ACCEPTED);
          continue;
        }
        if (ColumnTypes.precision(type) == ColumnTypes.MILLIS) {
          wholeMillis.add(column.getName());
        }
        fields.add(new Field(column.getName(), fieldType.get(), !type.isNullable()));
      }
    }

    private KeyFormat keyFormat() {
      String text = options.get(TableOptions.KEY_FORMAT);
      Optional<KeyFormat> format =
          Arrays.stream(KeyFormat.values())
              .filter(f -> f.name().toLowerCase(Locale.ROOT).equals(text))
              .findFirst();
      if (format.isEmpty()) {
        problems.add("'key.format' is %s. Accepted: none, string, avro.", text);
      }
      return format.orElse(KeyFormat.NONE);
    }

    private List<Field> keyFields() {
      List<Field> keyFields = new ArrayList<>();
      options.get(TableOptions.KEY_FIELDS).forEach(name -> field(name).ifPresent(keyFields::add));
      if (keyFormat() == KeyFormat.STRING
          && (keyFields.size() != 1 || keyFields.get(0).type() != FieldType.STRING)) {
        problems.add(
            "'key.format' is string, but 'key.fields' are %s. Give the one STRING column that the key"
                + " holds.",
            names(keyFields));
      }
      return keyFields;
    }

    private @Nullable EventTime eventTime() {
      Optional<String> watermarked = watermark();
      Optional<String> name = options.getOptional(TableOptions.EVENT_TIME).or(() -> watermarked);
      Duration lateness = options.getOptional(TableOptions.LATENESS).orElse(null);
      if (!schema.getWatermarkSpecs().isEmpty() && lateness == null) {
        problems.add(
            "it has a watermark, but 'lateness' is missing: how far a record may lie behind the"
                + " newest one of its partition. Give 'lateness' = '10 s'.");
      }
      if (lateness != null && lateness.isNegative()) {
        problems.add("'lateness' is %s. Accepted: a duration from 0 s on.", lateness);
      }
      if (name.isEmpty()) {
        if (lateness != null) {
          problems.add(
              "'lateness' is given, but no event time to measure it by. Give 'event-time' ="
                  + " 'column'.");
        }
        return null;
      }
      field(name.get())
          .filter(
              f ->
                  !f.required()
                      || (f.type() != FieldType.TIMESTAMP && f.type() != FieldType.TIMESTAMPTZ))
          .ifPresent(
              f ->
                  problems.add(
                      "its event time %s is %s%s. Accepted: a TIMESTAMP or TIMESTAMP_LTZ column, NOT"
                          + " NULL.",
                      f.name(), f.type().text(), f.required() ? "" : ", which may be null"));
      return new EventTime(name.get(), lateness);
    }

    /** The physical column that the watermark is of, if it is one. */
    private Optional<String> watermark() {
      for (WatermarkSpec spec : schema.getWatermarkSpecs()) {
        String expression = spec.getWatermarkExpression().asSummaryString();
        if (!expression.contains("SOURCE_WATERMARK")) {
          problems.add(
              "its watermark is %s, which is made over all partitions together: rows behind it would"
                  + " be dropped uncounted. Declare WATERMARK FOR %s AS SOURCE_WATERMARK() and"
                  + " 'lateness'.",
              expression, spec.getRowtimeAttribute());
        }
        return schema
            .getColumn(spec.getRowtimeAttribute())
            .filter(Column::isPhysical)
            .map(Column::getName);
      }
      return Optional.empty();
    }

    private Optional<Field> field(String name) {
      Optional<Field> found = fields.stream().filter(f -> f.name().equals(name)).findFirst();
      if (found.isEmpty()) {
        problems.add(
            "%s is no column of the record. It has: %s.", name, String.join(", ", names(fields)));
      }
      return found;
    }

    private static List<String> names(List<Field> fields) {
      return fields.stream().map(Field::name).toList();
    }
  }
}
