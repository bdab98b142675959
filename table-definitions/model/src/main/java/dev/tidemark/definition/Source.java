package dev.tidemark.definition;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One topic that feeds the table; values are Avro in Confluent's wire format.
 *
 * @param table what a query calls the topic
 * @param keyFields what the record's key holds: none for {@link KeyFormat#NONE}, the one string for
 *     {@link KeyFormat#STRING}
 * @param tombstones a record without a value deletes the row of its key, at the record's Kafka
 *     timestamp; if false, such a record is rejected
 * @param primaryKey fields of which a query sees the newest state only; empty if it sees every
 *     record as a row of its own, and for pipelines, which decide themselves
 * @param eventTime null if the events carry no time of their own
 */
public record Source(
    String topic,
    String table,
    List<Field> fields,
    KeyFormat keyFormat,
    List<Field> keyFields,
    boolean tombstones,
    List<String> primaryKey,
    @Nullable EventTime eventTime)
    implements Serializable {
  public Source {
    fields = List.copyOf(fields);
    keyFields = List.copyOf(keyFields);
    primaryKey = List.copyOf(primaryKey);
  }

  /** A source under the name that its topic gives it, each of whose records is a row. */
  public Source(
      String topic,
      List<Field> fields,
      KeyFormat keyFormat,
      List<Field> keyFields,
      boolean tombstones,
      @Nullable EventTime eventTime) {
    this(topic, tableOf(topic), fields, keyFormat, keyFields, tombstones, List.of(), eventTime);
  }

  /**
   * What a query calls a topic if the definition does not say it: {@code order-lines} is {@code
   * order_lines}.
   */
  static String tableOf(String topic) {
    return topic.replace('-', '_').replace('.', '_');
  }

  public Optional<Field> field(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).findFirst();
  }
}
