package dev.tidemark.jobs.orderlines;

import dev.tidemark.connector.decode.SourceRow;
import dev.tidemark.udf.OrderLines;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;

/** A decoded order line as a row of the table. */
final class ToOrderLine implements MapFunction<RowData, RowData> {
  private static final long serialVersionUID = 1L;

  // As the definition declares unit_price and amount.
  private static final int PRICE_PRECISION = 10;
  private static final int AMOUNT_PRECISION = 20;
  private static final int SCALE = 3;

  private final int invoiceNo;
  private final int stockCode;
  private final int description;
  private final int quantity;
  private final int invoiceTime;
  private final int unitPrice;
  private final int customerId;
  private final int country;
  private final int partition;
  private final int offset;

  ToOrderLine(SourceRow shape) {
    this.invoiceNo = shape.position("invoice_no");
    this.stockCode = shape.position("stock_code");
    this.description = shape.position("description");
    this.quantity = shape.position("quantity");
    this.invoiceTime = shape.position("invoice_time");
    this.unitPrice = shape.position("unit_price");
    this.customerId = shape.position("customer_id");
    this.country = shape.position("country");
    this.partition = shape.position(SourceRow.PARTITION);
    this.offset = shape.position(SourceRow.OFFSET);
  }

  @Override
  public RowData map(RowData line) {
    DecimalData price = line.getDecimal(unitPrice, PRICE_PRECISION, SCALE);
    int pieces = line.getInt(quantity);
    return GenericRowData.of(
        line.getString(invoiceNo),
        line.getString(stockCode),
        line.isNullAt(description) ? null : line.getString(description),
        pieces,
        line.getTimestamp(invoiceTime, 6),
        price,
        line.isNullAt(customerId) ? null : line.getString(customerId),
        line.getString(country),
        OrderLines.isCancellation(line.getString(invoiceNo).toString()),
        DecimalData.fromBigDecimal(
            OrderLines.amount(pieces, price.toBigDecimal()), AMOUNT_PRECISION, SCALE),
        line.getInt(partition),
        line.getLong(offset));
  }
}
