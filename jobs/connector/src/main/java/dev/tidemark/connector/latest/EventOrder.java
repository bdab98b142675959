package dev.tidemark.connector.latest;

import dev.tidemark.connector.decode.SourceRow;
import java.io.Serializable;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.types.RowKind;

/** Reads from a decoded row which event it is, for comparing it with others of its key. */
final class EventOrder implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int eventTimeAt;
  private final int topicAt;
  private final int partitionAt;
  private final int offsetAt;
  private final int timestampAt;

  /**
   * @param eventTimeField a timestamp field of the shape, required; a delete happened at its Kafka
   *     timestamp
   */
  EventOrder(SourceRow shape, String eventTimeField) {
    this.eventTimeAt = shape.position(eventTimeField);
    this.topicAt = shape.position(SourceRow.TOPIC);
    this.partitionAt = shape.position(SourceRow.PARTITION);
    this.offsetAt = shape.position(SourceRow.OFFSET);
    this.timestampAt = shape.position(SourceRow.TIMESTAMP);
  }

  Latest of(RowData row) {
    Latest event = new Latest();
    event.present = row.getRowKind() != RowKind.DELETE;
    event.eventTime =
        micros(event.present ? row.getTimestamp(eventTimeAt, 6) : row.getTimestamp(timestampAt, 3));
    event.topic = row.getString(topicAt).toString();
    event.partition = row.getInt(partitionAt);
    event.offset = row.getLong(offsetAt);
    return event;
  }

  /** The table's own precision; by milliseconds, two states of one of them would change places. */
  private static long micros(TimestampData time) {
    return time.getMillisecond() * 1_000 + time.getNanoOfMillisecond() / 1_000;
  }
}
