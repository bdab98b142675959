package dev.tidemark.bench.job;

import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;

/** The contract's fields, which are the table's columns, without the record's position. */
final class ToEventRow implements MapFunction<RowData, RowData> {
  private static final long serialVersionUID = 1L;

  // As the definition declares price.
  private static final int PRECISION = 10;
  private static final int SCALE = 2;

  @Override
  public RowData map(RowData event) {
    return GenericRowData.of(
        event.getLong(0),
        event.getString(1),
        event.getString(2),
        event.getInt(3),
        event.getDecimal(4, PRECISION, SCALE),
        event.getTimestamp(5, 6),
        event.getString(6));
  }
}
