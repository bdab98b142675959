package dev.tidemark.definition;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One topic that feeds the table; values are Avro in Confluent's wire format.
 *
 * @param keyFields what the record's key holds: none for {@link KeyFormat#NONE}, the one string for
 *     {@link KeyFormat#STRING}
 * @param tombstones a record without a value deletes the row of its key, at the record's Kafka
 *     timestamp; if false, such a record is rejected
 * @param eventTime null if the events carry no time of their own
 */
public record Source(
    String topic,
    List<Field> fields,
    KeyFormat keyFormat,
    List<Field> keyFields,
    boolean tombstones,
    @Nullable EventTime eventTime)
    implements Serializable {
  public Source {
    fields = List.copyOf(fields);
    keyFields = List.copyOf(keyFields);
  }
}
