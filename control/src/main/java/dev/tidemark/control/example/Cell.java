package dev.tidemark.control.example;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.control.load.UnfitException;
import dev.tidemark.definition.FieldType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The one text of a value of a type: two values are equal if their texts are. Decimals have all
 * digits of their scale, points in time are in UTC, bytes are hexadecimal.
 */
final class Cell {
  private Cell() {}

  /**
   * Reads a JSON value, not null, as the type.
   *
   * @throws UnfitException with what was found and what is accepted
   */
  static String text(FieldType type, JsonNode json) throws UnfitException {
    try {
      return type instanceof FieldType.Decimal decimal
          ? decimal.fit(number(json)).toPlainString()
          : simple((FieldType.Simple) type, json);
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException unreadable) {
      throw new UnfitException(json.toString(), accepted(type));
    }
  }

  private static String simple(FieldType.Simple type, JsonNode json) {
    return switch (type) {
      case STRING -> textOf(json);
      case INT -> Integer.toString(whole(json).intValueExact());
      case LONG -> Long.toString(whole(json).longValueExact());
      case FLOAT -> Float.toString(number(json).floatValue());
      case DOUBLE -> Double.toString(number(json).doubleValue());
      case BOOLEAN -> Boolean.toString(truth(json));
      case DATE -> LocalDate.parse(textOf(json)).toString();
      case TIMESTAMP -> LocalDateTime.parse(textOf(json)).toString();
      case TIMESTAMPTZ -> moment(json).toString();
      case BINARY -> HexFormat.of().formatHex(bytes(json));
    };
  }

  /** A point in time as {@link FieldType#TIMESTAMPTZ} has it. */
  static Instant moment(JsonNode json) {
    return OffsetDateTime.parse(textOf(json)).toInstant();
  }

  /** Bytes as hexadecimal text has them. */
  static byte[] bytes(JsonNode json) {
    return HexFormat.of().parseHex(textOf(json).toLowerCase(Locale.ROOT));
  }

  /** What may stand where a value of the type is wanted. */
  static String accepted(FieldType type) {
    if (type instanceof FieldType.Decimal decimal) {
      return "a number with at most %d digits before the point and %d behind it"
          .formatted(decimal.precision() - decimal.scale(), decimal.scale());
    }
    return switch ((FieldType.Simple) type) {
      case STRING -> "a text in quotes";
      case INT -> "a whole number of 32 bits";
      case LONG -> "a whole number of 64 bits";
      case FLOAT, DOUBLE -> "a number";
      case BOOLEAN -> "true or false";
      case DATE -> "a day like \"2026-01-31\"";
      case TIMESTAMP -> "a time without zone like \"2026-01-31T08:00:00\"";
      case TIMESTAMPTZ -> "a time with zone like \"2026-01-31T08:00:00Z\"";
      case BINARY -> "bytes as hexadecimal text like \"00ff\"";
    };
  }

  private static BigDecimal whole(JsonNode json) {
    return json.isIntegralNumber() ? json.decimalValue() : refused(json);
  }

  private static BigDecimal number(JsonNode json) {
    return json.isNumber() ? json.decimalValue() : refused(json);
  }

  private static boolean truth(JsonNode json) {
    return json.isBoolean() ? json.booleanValue() : refused(json);
  }

  private static String textOf(JsonNode json) {
    return json.isTextual() ? json.textValue() : refused(json);
  }

  private static <T> T refused(JsonNode json) {
    throw new IllegalArgumentException("not " + json.getNodeType());
  }
}
