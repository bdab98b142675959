package dev.tidemark.connector.table;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/**
 * What stands in {@code WITH (…)}. It says what a table is and stays in compiled plans; where
 * things are and which run it is may stand in the session's settings instead, see {@link
 * RunSettings}.
 */
final class TableOptions {
  static final String KAFKA_PREFIX = "kafka.";
  static final String CATALOG_PREFIX = "catalog.";

  static final ConfigOption<String> TOPIC =
      ConfigOptions.key("topic")
          .stringType()
          .noDefaultValue()
          .withDescription("The Kafka topic to read; values are Avro in Confluent's wire format.");
  static final ConfigOption<String> KEY_FORMAT =
      ConfigOptions.key("key.format")
          .stringType()
          .defaultValue("none")
          .withDescription("How the record's key is read: none, string or avro.");
  static final ConfigOption<List<String>> KEY_FIELDS =
      ConfigOptions.key("key.fields")
          .stringType()
          .asList()
          .defaultValues()
          .withDescription("The columns that the record's key holds, separated by semicolons.");
  static final ConfigOption<Boolean> TOMBSTONES =
      ConfigOptions.key("tombstones")
          .booleanType()
          .defaultValue(false)
          .withDescription("Whether a record without a value deletes the row of its key.");
  static final ConfigOption<String> EVENT_TIME =
      ConfigOptions.key("event-time")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "The column that says when the event happened; by default that of the watermark.");
  static final ConfigOption<Duration> LATENESS =
      ConfigOptions.key("lateness")
          .durationType()
          .noDefaultValue()
          .withDescription(
              "How far a record may lie behind the newest event of its own partition; older ones go"
                  + " to the quarantine. By default nothing is ever late.");
  static final ConfigOption<String> REGISTRY_URL =
      ConfigOptions.key("registry-url")
          .stringType()
          .noDefaultValue()
          .withDescription("Base of the schema registry's Confluent-compatible API.");

  static final ConfigOption<String> TABLE =
      ConfigOptions.key("table")
          .stringType()
          .noDefaultValue()
          .withDescription("The live table to write: namespace.table.");
  static final ConfigOption<List<String>> PARTITION_BY =
      ConfigOptions.key("partition-by")
          .stringType()
          .asList()
          .defaultValues()
          .withDescription("The table's partitioning: c, month(c), day(c), hour(c), bucket(n, c).");
  static final ConfigOption<Integer> FORMAT_VERSION =
      ConfigOptions.key("format-version")
          .intType()
          .defaultValue(2)
          .withDescription("Iceberg's format version of the table, 2 or 3.");

  private TableOptions() {}

  static Set<ConfigOption<?>> all() {
    return Set.of(
        TOPIC,
        KEY_FORMAT,
        KEY_FIELDS,
        TOMBSTONES,
        EVENT_TIME,
        LATENESS,
        REGISTRY_URL,
        TABLE,
        PARTITION_BY,
        FORMAT_VERSION);
  }

  /** What only makes sense where a topic is read. */
  static Set<ConfigOption<?>> ofTopics() {
    return Set.of(TOPIC, KEY_FORMAT, KEY_FIELDS, TOMBSTONES, EVENT_TIME, LATENESS, REGISTRY_URL);
  }

  /** What only makes sense where a live table is written. */
  static Set<ConfigOption<?>> ofLiveTables() {
    return Set.of(TABLE, PARTITION_BY, FORMAT_VERSION);
  }
}
