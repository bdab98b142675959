package dev.tidemark.compare.rows;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * How the values of a column are written; {@code docs/digest.md} is the format. The ordinal is not:
 * the tag is.
 */
enum ColumnKind {
  BOOLEAN(1),
  INTEGER(2),
  FLOATING(3),
  DECIMAL(4),
  STRING(5),
  DATE(6),
  TIME(7),
  TIMESTAMP(8),
  TIMESTAMPTZ(9),
  BINARY(10),
  UUID(11),
  TIMESTAMP_NANOS(12),
  TIMESTAMPTZ_NANOS(13);

  private static final long NAN = 0x7ff8000000000000L;
  private final int tag;

  ColumnKind(int tag) {
    this.tag = tag;
  }

  /** The kind of an Iceberg type; empty for nested types and those of a newer format. */
  static Optional<ColumnKind> of(Type type) {
    return Optional.ofNullable(
        switch (type.typeId()) {
          case BOOLEAN -> BOOLEAN;
          case INTEGER, LONG -> INTEGER;
          case FLOAT, DOUBLE -> FLOATING;
          case DECIMAL -> DECIMAL;
          case STRING -> STRING;
          case DATE -> DATE;
          case TIME -> TIME;
          case TIMESTAMP ->
              ((Types.TimestampType) type).shouldAdjustToUTC() ? TIMESTAMPTZ : TIMESTAMP;
          case TIMESTAMP_NANO ->
              ((Types.TimestampNanoType) type).shouldAdjustToUTC()
                  ? TIMESTAMPTZ_NANOS
                  : TIMESTAMP_NANOS;
          case BINARY, FIXED -> BINARY;
          case UUID -> UUID;
          default -> null;
        });
  }

  static ColumnKind ofTag(int tag) {
    return values()[tag - 1];
  }

  /** Writes what stands before each value of a column: its tag, and of a decimal its scale. */
  void head(Type type, RowBytes to) {
    to.put(tag);
    if (type instanceof Types.DecimalType decimal) {
      to.put(decimal.scale());
    }
  }

  /** Writes a value as Iceberg's readers of internal data hand it out, or {@link RawParquet}. */
  void write(Object value, RowBytes to) {
    switch (this) {
      case BOOLEAN -> to.put((Boolean) value ? 1 : 0);
      case DATE -> to.putInt((Integer) value);
      case INTEGER, TIME, TIMESTAMP, TIMESTAMPTZ, TIMESTAMP_NANOS, TIMESTAMPTZ_NANOS ->
          to.putLong(((Number) value).longValue());
      case FLOATING -> to.putLong(bits(((Number) value).doubleValue()));
      case DECIMAL -> writeDecimal(value, to);
      case STRING, BINARY -> {
        if (value instanceof ByteBuffer bytes) {
          to.putInt(bytes.remaining());
          to.put(bytes);
        } else {
          writeSized(
              value instanceof byte[] array
                  ? array
                  : value.toString().getBytes(StandardCharsets.UTF_8),
              to);
        }
      }
      case UUID -> {
        UUID id = (UUID) value;
        to.putLong(id.getMostSignificantBits());
        to.putLong(id.getLeastSignificantBits());
      }
    }
  }

  /** The unscaled value: the scale is the column's and stands before it ({@link #head}). */
  private static void writeDecimal(Object value, RowBytes to) {
    if (value instanceof Long unscaled) {
      // As many bytes as BigInteger.toByteArray has: all bits that differ from the sign, and it.
      int bits = Long.SIZE - Long.numberOfLeadingZeros(unscaled ^ (unscaled >> 63));
      int length = bits / Byte.SIZE + 1;
      to.putInt(length);
      to.putLowest(unscaled, length);
    } else {
      writeSized(((BigDecimal) value).unscaledValue().toByteArray(), to);
    }
  }

  private static void writeSized(byte[] value, RowBytes to) {
    to.putInt(value.length);
    to.put(value);
  }

  /** SQL takes the zeros for equal, and cannot tell one NaN from another. */
  private static long bits(double value) {
    return Double.isNaN(value) ? NAN : Double.doubleToRawLongBits(value == 0 ? 0d : value);
  }

  /** Reads a value back, as text for people. */
  String read(ByteBuffer from) {
    return switch (this) {
      case BOOLEAN -> String.valueOf(from.get() == 1);
      case INTEGER -> String.valueOf(from.getLong());
      case FLOATING -> String.valueOf(from.getDouble());
      case DECIMAL -> {
        int scale = from.get();
        yield new BigDecimal(new BigInteger(sized(from)), scale).toPlainString();
      }
      case STRING -> new String(sized(from), StandardCharsets.UTF_8);
      case DATE -> LocalDate.ofEpochDay(from.getInt()).toString();
      case TIME ->
          LocalTime.ofNanoOfDay(ChronoUnit.MICROS.getDuration().toNanos() * from.getLong())
              .toString();
      case TIMESTAMP -> local(Instant.EPOCH.plus(from.getLong(), ChronoUnit.MICROS));
      case TIMESTAMPTZ -> Instant.EPOCH.plus(from.getLong(), ChronoUnit.MICROS).toString();
      case TIMESTAMP_NANOS -> local(Instant.EPOCH.plusNanos(from.getLong()));
      case TIMESTAMPTZ_NANOS -> Instant.EPOCH.plusNanos(from.getLong()).toString();
      case BINARY -> HexFormat.of().formatHex(sized(from));
      case UUID -> new UUID(from.getLong(), from.getLong()).toString();
    };
  }

  private static String local(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC).toLocalDateTime().toString();
  }

  private static byte[] sized(ByteBuffer from) {
    byte[] value = new byte[from.getInt()];
    from.get(value);
    return value;
  }
}
