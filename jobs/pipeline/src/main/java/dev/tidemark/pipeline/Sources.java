package dev.tidemark.pipeline;

import dev.tidemark.connector.decode.SourceRow;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.data.RowData;

/** The decoded topics of a definition. */
public interface Sources {
  /**
   * The rows of a topic, shaped as {@link #shape} says; a delete carries its key only.
   *
   * @throws IllegalArgumentException if the definition does not name the topic
   */
  DataStream<RowData> rows(String topic);

  /** Where a field stands in the topic's rows. */
  SourceRow shape(String topic);
}
