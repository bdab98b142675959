package dev.tidemark.connector.latest;

import dev.tidemark.connector.decode.SourceRow;
import java.io.Serializable;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.types.RowKind;
import org.jspecify.annotations.Nullable;

/**
 * Reads from a decoded row which event it is, for comparing it with others of its key. All come
 * from the shape's topic, so no key has to keep its name.
 */
final class EventOrder implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String topic;
  private final int eventTimeAt;
  private final int topicAt;
  private final int partitionAt;
  private final int offsetAt;
  private final int timestampAt;
  private transient @Nullable StringData topicData;

  /**
   * @param eventTimeField a timestamp field of the shape, required; a delete happened at its Kafka
   *     timestamp
   */
  EventOrder(SourceRow shape, String eventTimeField) {
    this.topic = shape.topic();
    this.eventTimeAt = shape.position(eventTimeField);
    this.topicAt = shape.position(SourceRow.TOPIC);
    this.partitionAt = shape.position(SourceRow.PARTITION);
    this.offsetAt = shape.position(SourceRow.OFFSET);
    this.timestampAt = shape.position(SourceRow.TIMESTAMP);
  }

  /**
   * @throws IllegalStateException if the row is of another topic: at equal times, partitions and
   *     offsets it would be the order of arrival that decides, and a replay has another
   */
  Latest of(RowData row) {
    requireTopic(row.getString(topicAt));
    boolean present = row.getRowKind() != RowKind.DELETE;
    TimestampData time =
        present ? row.getTimestamp(eventTimeAt, 6) : row.getTimestamp(timestampAt, 3);
    return new Latest(micros(time), row.getInt(partitionAt), row.getLong(offsetAt), present);
  }

  private void requireTopic(StringData actual) {
    if (topicData == null) {
      topicData = StringData.fromString(topic);
    }
    if (!topicData.equals(actual)) {
      throw new IllegalStateException(
          "An event of %s came to a state that orders those of %s. Keep a state per topic."
              .formatted(actual, topic));
    }
  }

  /** The table's own precision; by milliseconds, two states of one of them would change places. */
  private static long micros(TimestampData time) {
    return time.getMillisecond() * 1_000 + time.getNanoOfMillisecond() / 1_000;
  }
}
