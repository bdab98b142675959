package dev.tidemark.control.generate;

import java.util.Locale;

/** How a record is spoiled, and what quarantine calls it. */
enum Fault {
  WRONG_MAGIC_BYTE("NOT_WIRE_FORMAT"),
  CUT_IN_HEADER("NOT_WIRE_FORMAT"),
  NO_BYTES("NOT_WIRE_FORMAT"),
  UNKNOWN_SCHEMA("UNKNOWN_SCHEMA"),
  CUT_OFF("MALFORMED"),
  TRAILING_BYTES("MALFORMED"),
  NO_TEXT("MALFORMED"),
  /** A whole record of another schema, as from a producer that mistook the topic. */
  FOREIGN_RECORD("SCHEMA_MISMATCH"),
  /** Avro has no objection; the contract requires the field. */
  NULL_FIELD("NULL_FIELD"),
  /** The time in nanoseconds where milliseconds belong. */
  NANOSECONDS("OUT_OF_RANGE"),
  /** More digits than the contract has; topics with a decimal only. */
  TOO_MANY_DIGITS("OUT_OF_RANGE"),
  /** Topics without deletes only. */
  NULL_VALUE("NULL_VALUE"),
  /** Topics with deletes only. */
  DELETE_OF_NO_TEXT("BAD_KEY");

  private final String reason;

  Fault(String reason) {
    this.reason = reason;
  }

  /** The value of the quarantine table's column {@code reason}. */
  String reason() {
    return reason;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
