package dev.tidemark.definition;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Type of a field of a record or a column of a table. */
public sealed interface FieldType extends Serializable {
  FieldType STRING = Simple.STRING;
  FieldType INT = Simple.INT;
  FieldType LONG = Simple.LONG;
  FieldType FLOAT = Simple.FLOAT;
  FieldType DOUBLE = Simple.DOUBLE;
  FieldType BOOLEAN = Simple.BOOLEAN;
  FieldType DATE = Simple.DATE;

  /** Date and time of day without a zone, in microseconds. */
  FieldType TIMESTAMP = Simple.TIMESTAMP;

  /** A moment, in microseconds since 1970-01-01 UTC. */
  FieldType TIMESTAMPTZ = Simple.TIMESTAMPTZ;

  FieldType BINARY = Simple.BINARY;

  String ACCEPTED =
      "string, int, long, float, double, boolean, date, timestamp, timestamptz, binary or"
          + " decimal(p,s) with 1 <= p <= 38 and 0 <= s <= p";

  /** The types without parameters, for switching over. */
  enum Simple implements FieldType {
    STRING,
    INT,
    LONG,
    FLOAT,
    DOUBLE,
    BOOLEAN,
    DATE,
    TIMESTAMP,
    TIMESTAMPTZ,
    BINARY;

    @Override
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A decimal number with a fixed scale.
   *
   * @param precision digits in all, 1 to 38
   * @param scale digits after the point, 0 to precision
   */
  record Decimal(int precision, int scale) implements FieldType {
    /** Reading digits takes the square of their number. */
    private static final int LONGEST = 1_000;

    private static final Pattern WRITTEN =
        Pattern.compile("decimal\\(\\s*(\\d{1,2})\\s*,\\s*(\\d{1,2})\\s*\\)");

    public Decimal {
      if (precision < 1 || precision > 38 || scale < 0 || scale > precision) {
        throw new IllegalArgumentException(
            "Cannot use decimal(%d,%d): accepted is %s.".formatted(precision, scale, ACCEPTED));
      }
    }

    /**
     * Reads a number, with all digits of the scale; nothing is rounded. What does not fit is
     * refused before it is written out: {@code 1e30000000} has as many digits.
     *
     * @throws ArithmeticException if it has too many digits, before or behind the point
     * @throws NumberFormatException if it is no number
     */
    public BigDecimal read(String text) {
      if (text.length() > LONGEST) {
        throw new ArithmeticException("longer than any number that is meant");
      }
      return fit(new BigDecimal(text));
    }

    /**
     * The number with all digits of the scale; as {@link #read} in all else.
     *
     * @throws ArithmeticException if it has too many digits, before or behind the point
     */
    public BigDecimal fit(BigDecimal number) {
      if (number.signum() == 0) {
        return BigDecimal.ZERO.setScale(scale);
      }
      // The first digit's place and the last one's, of which up to precision - 1 may be zeros.
      long digitsBefore = (long) number.precision() - number.scale();
      if (digitsBefore > precision - scale || -digitsBefore >= scale) {
        throw new ArithmeticException("too many digits");
      }
      return number.setScale(scale, RoundingMode.UNNECESSARY);
    }

    @Override
    public String text() {
      return "decimal(" + precision + "," + scale + ")";
    }
  }

  static FieldType decimal(int precision, int scale) {
    return new Decimal(precision, scale);
  }

  /**
   * Reads the written form.
   *
   * @throws IllegalArgumentException for anything but the {@link #ACCEPTED} forms
   */
  static FieldType parse(String text) {
    for (Simple simple : Simple.values()) {
      if (simple.text().equals(text)) {
        return simple;
      }
    }
    Matcher decimal = Decimal.WRITTEN.matcher(text);
    if (decimal.matches()) {
      return decimal(Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)));
    }
    throw new IllegalArgumentException(
        "Cannot read the type \"%s\": accepted is %s.".formatted(text, ACCEPTED));
  }

  /** The written form, which {@link #parse} reads back. */
  String text();
}
