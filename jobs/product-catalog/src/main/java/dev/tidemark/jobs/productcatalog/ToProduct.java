package dev.tidemark.jobs.productcatalog;

import dev.tidemark.connector.decode.SourceRow;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;

/** A product's state as a row of the table; a delete keeps its kind and carries its key only. */
final class ToProduct implements MapFunction<RowData, RowData> {
  private static final long serialVersionUID = 1L;

  // As the definition declares unit_price.
  private static final int PRICE_PRECISION = 10;
  private static final int PRICE_SCALE = 3;

  private final int stockCode;
  private final int description;
  private final int unitPrice;
  private final int updatedAt;
  private final int partition;
  private final int offset;

  ToProduct(SourceRow shape) {
    this.stockCode = shape.position("stock_code");
    this.description = shape.position("description");
    this.unitPrice = shape.position("unit_price");
    this.updatedAt = shape.position("updated_at");
    this.partition = shape.position(SourceRow.PARTITION);
    this.offset = shape.position(SourceRow.OFFSET);
  }

  @Override
  public RowData map(RowData state) {
    boolean delete = state.getRowKind() == RowKind.DELETE;
    return GenericRowData.ofKind(
        state.getRowKind(),
        state.getString(stockCode),
        delete || state.isNullAt(description) ? null : state.getString(description),
        delete ? null : state.getDecimal(unitPrice, PRICE_PRECISION, PRICE_SCALE),
        delete ? null : state.getTimestamp(updatedAt, 6),
        state.getInt(partition),
        state.getLong(offset));
  }
}
