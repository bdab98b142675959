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

  /** A line of a purchase; the amount has two digits after the point. */
  record Purchase(
      String customer, String order, String product, int quantity, BigDecimal amount, Instant at)
      implements Event {}

  /** The state of a customer's account from a moment on. */
  record AccountState(
      String customer,
      @Nullable String name,
      @Nullable String email,
      @Nullable String ageGroup,
      @Nullable String incomeGroup,
      @Nullable String householdSize,
      Instant at)
      implements Event {}

  /** The account is closed, at the record's Kafka timestamp. */
  record AccountRemoval(String customer) implements Event {}

  /** An order was placed; the amount has two digits after the point. */
  record Order(String order, String customer, BigDecimal amount, Instant at) implements Event {}

  /** The state of an issue from a moment on. */
  record IssueState(
      String issue,
      String customer,
      @Nullable String subject,
      boolean isOpen,
      Instant openedAt,
      Instant at)
      implements Event {}

  /** The issue never was one, as of the record's Kafka timestamp. */
  record IssueRemoval(String issue) implements Event {}

  /** Somebody spoke with a customer. */
  record Contact(String customer, String channel, Instant at) implements Event {}

  /** Bytes that no contract allows; quarantine must hold them, for this reason. */
  record Poison(PoisonKind kind) implements Event {}
}
