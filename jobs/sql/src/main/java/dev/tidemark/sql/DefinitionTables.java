package dev.tidemark.sql;

import dev.tidemark.definition.Column;
import dev.tidemark.definition.EventTime;
import dev.tidemark.definition.Field;
import dev.tidemark.definition.FieldType;
import dev.tidemark.definition.KeyFormat;
import dev.tidemark.definition.PartitionField;
import dev.tidemark.definition.Source;
import dev.tidemark.definition.TableDefinition;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.TableDescriptor;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.types.DataType;

/**
 * The tables of a definition in a session: its topics under the names that the query uses, and the
 * live table in a database of its own, so that it may be named like a topic.
 */
final class DefinitionTables {
  /** Holds the live table and the view. */
  static final String LIVE = "live";

  /** The event time in milliseconds, of topics with a lateness: what windows are made of. */
  static final String EVENT_TIME = "event_time";

  /** What can be read of a record besides its fields, by column. */
  private static final Map<String, String> METADATA =
      new TreeMap<>(
          Map.of(
              "kafka_topic", "topic",
              "kafka_partition", "partition",
              "kafka_offset", "offset",
              "kafka_timestamp", "timestamp",
              "kafka_headers", "headers",
              "kafka_schema_id", "schema-id"));

  private static final Map<String, DataType> METADATA_TYPES =
      Map.of(
          "kafka_topic",
          DataTypes.STRING().notNull(),
          "kafka_partition",
          DataTypes.INT().notNull(),
          "kafka_offset",
          DataTypes.BIGINT().notNull(),
          "kafka_timestamp",
          DataTypes.TIMESTAMP_LTZ(3).notNull(),
          "kafka_headers",
          DataTypes.MAP(DataTypes.STRING().notNull(), DataTypes.BYTES()).notNull(),
          "kafka_schema_id",
          DataTypes.INT());

  private DefinitionTables() {}

  /** The live table's name in SQL. */
  static String live(TableDefinition definition) {
    return "%s.%s".formatted(LIVE, quoted(definition.name().table()));
  }

  static String quoted(String name) {
    return "`" + name + "`";
  }

  static void create(TableEnvironment session, TableDefinition definition) {
    for (Source source : definition.sources()) {
      session.createTable(quoted(source.table()), topic(source));
    }
    session.executeSql("CREATE DATABASE " + LIVE);
    session.createTable(live(definition), table(definition));
  }

  private static TableDescriptor topic(Source source) {
    EventTime time = source.eventTime();
    boolean watermarked = time != null && time.lateness() != null;
    Schema.Builder schema = Schema.newBuilder();
    for (Field field : source.fields()) {
      DataType type = SqlTypes.of(field.type());
      schema.column(field.name(), field.required() ? type.notNull() : type);
    }
    METADATA.forEach(
        (column, key) -> schema.columnByMetadata(column, METADATA_TYPES.get(column), key, true));
    if (watermarked) {
      // Flink's watermarks are of columns of milliseconds. One beside the field keeps the field
      // whole.
      schema.columnByExpression(
          EVENT_TIME, "CAST(%s AS %s)".formatted(quoted(time.field()), millis(source, time)));
      schema.watermark(EVENT_TIME, "SOURCE_WATERMARK()");
    }
    if (!source.primaryKey().isEmpty()) {
      schema.primaryKey(source.primaryKey());
    }
    TableDescriptor.Builder topic =
        TableDescriptor.forConnector("tidemark")
            .schema(schema.build())
            .option("topic", source.topic());
    if (time != null) {
      topic.option("event-time", time.field());
    }
    if (watermarked) {
      topic.option("lateness", time.lateness().toMillis() + " ms");
    }
    if (source.keyFormat() != KeyFormat.NONE) {
      topic.option("key.format", source.keyFormat().name().toLowerCase(Locale.ROOT));
      topic.option(
          "key.fields",
          source.keyFields().stream().map(Field::name).collect(Collectors.joining(";")));
    }
    if (source.tombstones()) {
      topic.option("tombstones", "true");
    }
    return topic.build();
  }

  private static String millis(Source source, EventTime time) {
    boolean moment = source.field(time.field()).orElseThrow().type() == FieldType.TIMESTAMPTZ;
    return moment ? "TIMESTAMP_LTZ(3)" : "TIMESTAMP(3)";
  }

  private static TableDescriptor table(TableDefinition definition) {
    Schema.Builder schema = Schema.newBuilder();
    for (Column column : definition.columns()) {
      DataType type = SqlTypes.of(column.type());
      schema.column(column.name(), column.required() ? type.notNull() : type);
      if (!column.doc().isEmpty()) {
        schema.withComment(column.doc());
      }
    }
    if (!definition.primaryKey().isEmpty()) {
      schema.primaryKey(definition.primaryKey());
    }
    TableDescriptor.Builder table =
        TableDescriptor.forConnector("tidemark")
            .schema(schema.build())
            .option("table", definition.name().toString())
            .option("format-version", String.valueOf(definition.formatVersion()));
    if (!definition.partitionBy().isEmpty()) {
      table.option(
          "partition-by",
          definition.partitionBy().stream()
              .map(PartitionField::text)
              .collect(Collectors.joining(";")));
    }
    return table.build();
  }
}
