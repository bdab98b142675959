package dev.tidemark.pipeline;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.data.RowData;

/**
 * Rows ready for a live table.
 *
 * @param keyed true if all rows of a key leave the same subtask in their order, so that the sink
 *     need not shuffle them again
 */
public record TableRows(DataStream<RowData> rows, boolean keyed) {
  public static TableRows unordered(DataStream<RowData> rows) {
    return new TableRows(rows, false);
  }

  public static TableRows keyed(DataStream<RowData> rows) {
    return new TableRows(rows, true);
  }
}
