package dev.tidemark.udf;

import java.math.BigDecimal;

/** What follows from a line of an order alone. */
public final class OrderLines {
  private OrderLines() {}

  /** The shop books a cancellation as an invoice of its own, with a C in front of its number. */
  public static boolean isCancellation(String invoiceNo) {
    return invoiceNo.startsWith("C");
  }

  /** Quantity times unit price, exactly; negative for cancellations and corrections. */
  public static BigDecimal amount(int quantity, BigDecimal unitPrice) {
    return unitPrice.multiply(BigDecimal.valueOf(quantity));
  }
}
