package dev.tidemark.lineage;

import dev.tidemark.definition.FieldType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The columns and values by which a person's rows are known. It stays in the process that erases;
 * its text names the columns only.
 *
 * @param values by field id, as {@link KeyHash#text} writes them
 */
public record ErasureKey(SortedMap<Integer, String> values) {
  private static final String FORM =
      "accepted is column=value, or several separated by commas, like account_id=A17";

  public ErasureKey {
    values = new TreeMap<>(values);
  }

  /**
   * Reads {@code column=value,column=value}. A value may hold commas, as long as what follows one
   * does not look like the next column.
   *
   * @throws IllegalArgumentException saying what does not fit, without the values
   */
  public static ErasureKey parse(Schema schema, String text) {
    SortedMap<Integer, String> values = new TreeMap<>();
    for (String part : text.split(",(?=[A-Za-z_][A-Za-z0-9_]*=)")) {
      int equals = part.indexOf('=');
      if (equals <= 0 || equals == part.length() - 1) {
        throw new IllegalArgumentException("A key has no column or no value: " + FORM + ".");
      }
      Types.NestedField column = schema.asStruct().field(part.substring(0, equals));
      if (column == null) {
        throw new IllegalArgumentException(
            "The table has no column %s; it has %s."
                .formatted(
                    part.substring(0, equals),
                    schema.columns().stream().map(Types.NestedField::name).toList()));
      }
      String value = canonical(column, part.substring(equals + 1));
      if (values.put(column.fieldId(), value) != null) {
        throw new IllegalArgumentException(
            "A key names column %s twice, and no row has two values in it; give one --key for each person."
                .formatted(column.name()));
      }
    }
    return new ErasureKey(values);
  }

  private static String canonical(Types.NestedField column, String text) {
    try {
      return switch (column.type().typeId()) {
        case STRING -> text;
        case INTEGER -> KeyHash.text(Integer.parseInt(text));
        case LONG -> KeyHash.text(Long.parseLong(text));
        case DECIMAL -> KeyHash.text(decimal(text, (Types.DecimalType) column.type()));
        case DATE, TIMESTAMP -> KeyHash.text(literal(text, column.type()));
        default ->
            throw new IllegalArgumentException(
                "Column %s is of type %s, which tells no person apart; give one of type string, int, long, decimal, date or timestamp."
                    .formatted(column.name(), column.type()));
      };
    } catch (ArithmeticException | NumberFormatException | DateTimeException unreadable) {
      throw new IllegalArgumentException(
          "The value of column %s is no %s; accepted is %s."
              .formatted(column.name(), column.type(), form(column.type())));
    }
  }

  private static String form(Type type) {
    return switch (type.typeId()) {
      case INTEGER, LONG -> "a whole number of that size, like 4711";
      case DECIMAL ->
          "a number with at most that many digits, before and behind the point, like 12.5";
      case DATE -> "a day, like 2026-01-31";
      default ->
          ((Types.TimestampType) type).shouldAdjustToUTC()
              ? "a time with its zone, like 2026-01-31T12:00:00+00:00"
              : "a time without zone, like 2026-01-31T12:00:00";
    };
  }

  /** With as many digits as rows have: the hash is one of text. */
  private static BigDecimal decimal(String text, Types.DecimalType type) {
    return new FieldType.Decimal(type.precision(), type.scale()).read(text);
  }

  private static Object literal(String text, Type type) {
    Literal<?> literal = Literal.of(text).to(type);
    if (literal == null) {
      throw new NumberFormatException();
    }
    return literal.value();
  }

  /** Which rows have these values, for leaving out files that have none. */
  public Expression where(Schema schema) {
    Expression where = Expressions.alwaysTrue();
    for (var value : values.entrySet()) {
      Types.NestedField column = schema.asStruct().field(value.getKey());
      where =
          Expressions.and(where, Expressions.equal(column.name(), typed(column, value.getValue())));
    }
    return where;
  }

  private static Object typed(Types.NestedField column, String text) {
    return switch (column.type().typeId()) {
      case STRING -> text;
      case DECIMAL -> new BigDecimal(text);
      case INTEGER, DATE -> Integer.parseInt(text);
      default -> Long.parseLong(text);
    };
  }

  @Override
  public String toString() {
    return "key of the columns with ids " + values.keySet();
  }
}
