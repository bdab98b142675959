package dev.tidemark.tests.events;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a record was made to mean, independent of how anyone reads its bytes. */
public sealed interface Event {
  /** A line of an order; the price has three digits after the point. */
  record OrderLine(
      String invoiceNo,
      String stockCode,
      @Nullable String description,
      int quantity,
      Instant invoiceTime,
      BigDecimal unitPrice,
      @Nullable String customerId,
      String country)
      implements Event {}

  /** The state of a product from a moment on; the price has three digits after the point. */
  record ProductState(
      String stockCode, @Nullable String description, BigDecimal unitPrice, Instant updatedAt)
      implements Event {}

  /** The product is gone, at the record's Kafka timestamp. */
  record ProductRemoval(String stockCode) implements Event {}

  /** Bytes that no contract allows; quarantine must hold them, for this reason. */
  record Poison(PoisonKind kind) implements Event {}
}
