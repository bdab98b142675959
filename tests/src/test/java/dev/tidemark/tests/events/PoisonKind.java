package dev.tidemark.tests.events;

/** Ways of spoiling a record, and what quarantine calls each. */
public enum PoisonKind {
  TRUNCATED("MALFORMED"),
  TRAILING_BYTES("MALFORMED"),
  ENDLESS_STRING("MALFORMED"),
  FIVE_MEGABYTES("MALFORMED"),
  /** A string of bytes that are no UTF-8: readers would see other text, and one key as several. */
  NO_TEXT("MALFORMED"),
  UNKNOWN_SCHEMA("UNKNOWN_SCHEMA"),
  WRONG_MAGIC("NOT_WIRE_FORMAT"),
  TOO_SHORT("NOT_WIRE_FORMAT"),
  EMPTY("NOT_WIRE_FORMAT"),
  WRONG_SCHEMA("SCHEMA_MISMATCH"),
  /** Order lines only. */
  NULL_FIELD("NULL_FIELD"),
  /** Order lines only. */
  PRICE_TOO_LARGE("OUT_OF_RANGE"),
  /** Order lines only. */
  NULL_VALUE("NULL_VALUE"),
  /** Product updates only. */
  REMOVAL_WITHOUT_KEY("BAD_KEY"),
  /** Product updates only. */
  REMOVAL_OF_NO_TEXT("BAD_KEY");

  private final String reason;

  PoisonKind(String reason) {
    this.reason = reason;
  }

  /** The value of the quarantine table's column {@code reason}. */
  public String reason() {
    return reason;
  }
}
