package dev.tidemark.connector.decode;

import dev.tidemark.connector.decode.Rejected.Reason;
import dev.tidemark.definition.Field;
import dev.tidemark.definition.FieldType;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.jspecify.annotations.Nullable;

/**
 * Chooses how a writer's Avro type becomes a contract's type, straight from the bytes to Flink's
 * internal data, without a generic record in between. What widens without loss is accepted (int to
 * long, a decimal of smaller scale); what would change a value silently (a timestamp in another
 * unit read as this one, a cut decimal) is refused per schema or, where only the value decides, per
 * record.
 */
final class ValueReaders {
  // Years 1 to 9999: what every reader of the table can print; beyond, microseconds overflow.
  private static final long MILLIS_PER_DAY = 86_400_000L;

  /** Of numbers that a decimal of 38 digits may hold, and as many again to be shown. */
  private static final int MOST_BITS = 256;

  private static final long FIRST_MILLI = -62_135_596_800_000L;
  private static final long LAST_MILLI = 253_402_300_799_999L;

  /** Stands for a value that was skipped. */
  private static final Object THERE = new Object();

  private ValueReaders() {}

  /** The reader, or empty where the written type cannot serve this field. */
  static Optional<ValueReader> forField(Schema written, Field field) {
    if (written.getType() == Schema.Type.UNION) {
      return forUnion(written, field);
    }
    LogicalType logical = written.getLogicalType();
    return Optional.ofNullable(
        field.type() instanceof FieldType.Decimal decimal
            ? decimal(written, logical, field.name(), decimal)
            : primitive(written, logical, field.name(), (FieldType.Simple) field.type()));
  }

  private static Optional<ValueReader> forUnion(Schema union, Field field) {
    List<ValueReader> branches = new ArrayList<>();
    for (Schema branch : union.getTypes()) {
      if (branch.getType() == Schema.Type.NULL) {
        branches.add((in, limit) -> null);
        continue;
      }
      Optional<ValueReader> reader = forField(branch, field);
      if (reader.isEmpty()) {
        return Optional.empty();
      }
      branches.add(reader.get());
    }
    ValueReader[] byIndex = branches.toArray(ValueReader[]::new);
    return Optional.of(
        (in, limit) -> {
          int index = in.readIndex();
          if (index < 0 || index >= byIndex.length) {
            throw new UnusableRecordException(
                Reason.MALFORMED,
                "Field %s has union branch %d of %d"
                    .formatted(field.name(), index, byIndex.length));
          }
          return byIndex[index].read(in, limit);
        });
  }

  private static @Nullable ValueReader primitive(
      Schema written, @Nullable LogicalType logical, String name, FieldType.Simple wanted) {
    return switch (wanted) {
      case STRING ->
          switch (written.getType()) {
            case STRING -> text(name);
            case ENUM -> symbols(written);
            default -> null;
          };
      case BOOLEAN ->
          written.getType() == Schema.Type.BOOLEAN ? (in, limit) -> in.readBoolean() : null;
      case INT ->
          written.getType() == Schema.Type.INT && logical == null
              ? (in, limit) -> in.readInt()
              : null;
      case LONG ->
          logical != null
              ? null
              : switch (written.getType()) {
                case INT -> (in, limit) -> (long) in.readInt();
                case LONG -> (in, limit) -> in.readLong();
                default -> null;
              };
      case FLOAT -> written.getType() == Schema.Type.FLOAT ? (in, limit) -> in.readFloat() : null;
      case DOUBLE ->
          switch (written.getType()) {
            case FLOAT -> (in, limit) -> (double) in.readFloat();
            case DOUBLE -> (in, limit) -> in.readDouble();
            default -> null;
          };
      case DATE -> logical instanceof LogicalTypes.Date ? ValueReaders::date : null;
      case TIMESTAMP -> timestamp(logical, true);
      case TIMESTAMPTZ -> timestamp(logical, false);
      case BINARY ->
          switch (written.getType()) {
            case BYTES -> logical == null ? ValueReaders::bytes : null;
            case FIXED -> logical == null ? fixed(written.getFixedSize()) : null;
            default -> null;
          };
    };
  }

  private static @Nullable ValueReader timestamp(@Nullable LogicalType logical, boolean local) {
    if (local
        ? logical instanceof LogicalTypes.LocalTimestampMillis
        : logical instanceof LogicalTypes.TimestampMillis) {
      return (in, limit) -> moment(in.readLong(), 0);
    }
    if (local
        ? logical instanceof LogicalTypes.LocalTimestampMicros
        : logical instanceof LogicalTypes.TimestampMicros) {
      return (in, limit) -> {
        long micros = in.readLong();
        return moment(Math.floorDiv(micros, 1000L), (int) Math.floorMod(micros, 1000L) * 1000);
      };
    }
    return null;
  }

  private static TimestampData moment(long millis, int nanos) throws UnusableRecordException {
    requireMoment(millis);
    return TimestampData.fromEpochMillis(millis, nanos);
  }

  static void requireMoment(long millis) throws UnusableRecordException {
    if (!isMoment(millis)) {
      throw new UnusableRecordException(
          Reason.OUT_OF_RANGE,
          "A timestamp of %d ms is outside the years 1 to 9999".formatted(millis));
    }
  }

  static boolean isMoment(long millis) {
    return FIRST_MILLI <= millis && millis <= LAST_MILLI;
  }

  private static Integer date(BinaryDecoder in, int limit)
      throws IOException, UnusableRecordException {
    int days = in.readInt();
    if (days < FIRST_MILLI / MILLIS_PER_DAY || days > LAST_MILLI / MILLIS_PER_DAY) {
      throw new UnusableRecordException(
          Reason.OUT_OF_RANGE, "A date of day %d is outside the years 1 to 9999".formatted(days));
    }
    return days;
  }

  private static @Nullable ValueReader decimal(
      Schema written, @Nullable LogicalType logical, String name, FieldType.Decimal wanted) {
    if (!(logical instanceof LogicalTypes.Decimal decimal) || decimal.getScale() > wanted.scale()) {
      return null;
    }
    ValueReader unscaled =
        written.getType() == Schema.Type.FIXED
            ? fixed(written.getFixedSize())
            : ValueReaders::bytes;
    int scale = decimal.getScale();
    return (in, limit) -> {
      byte[] bytes = (byte[]) unscaled.read(in, limit);
      BigInteger number = bytes == null || bytes.length == 0 ? null : new BigInteger(bytes);
      DecimalData data =
          number == null || number.bitLength() > MOST_BITS
              ? null
              : fit(new BigDecimal(number, scale), wanted);
      if (data == null) {
        throw new UnusableRecordException(
            Reason.OUT_OF_RANGE,
            "Field %s holds %s, which does not fit %s"
                .formatted(
                    name, number == null ? "no digits" : digits(number, scale), wanted.text()));
      }
      return data;
    };
  }

  /** Writing out a number of megabytes takes seconds, and nobody reads it. */
  private static String digits(BigInteger number, int scale) {
    return number.bitLength() > MOST_BITS
        ? "a number of %d bits".formatted(number.bitLength())
        : new BigDecimal(number, scale).toPlainString();
  }

  private static @Nullable DecimalData fit(BigDecimal value, FieldType.Decimal wanted) {
    BigDecimal scaled = value.setScale(wanted.scale(), RoundingMode.UNNECESSARY);
    return DecimalData.fromBigDecimal(scaled, wanted.precision(), wanted.scale());
  }

  /** Nothing on the way to a reader would notice broken text, and broken keys can look equal. */
  private static ValueReader text(String name) {
    return (in, limit) -> {
      byte[] bytes = bytes(in, limit);
      if (!Utf8.isValid(bytes)) {
        throw new UnusableRecordException(
            Reason.MALFORMED,
            "Field %s is a string, and its %d bytes are not UTF-8".formatted(name, bytes.length));
      }
      return StringData.fromBytes(bytes);
    };
  }

  private static ValueReader symbols(Schema written) {
    StringData[] symbols =
        written.getEnumSymbols().stream().map(StringData::fromString).toArray(StringData[]::new);
    return (in, limit) -> {
      int index = in.readEnum();
      if (index < 0 || index >= symbols.length) {
        throw new UnusableRecordException(
            Reason.MALFORMED, "Enum symbol %d of %d".formatted(index, symbols.length));
      }
      return symbols[index];
    };
  }

  private static ValueReader fixed(int size) {
    return (in, limit) -> {
      byte[] bytes = new byte[size];
      in.readFixed(bytes, 0, size);
      return bytes;
    };
  }

  private static byte[] bytes(BinaryDecoder in, int limit)
      throws IOException, UnusableRecordException {
    long length = in.readLong();
    if (length < 0 || length > limit) {
      throw new UnusableRecordException(
          Reason.MALFORMED,
          "A value says that it is %d bytes long in a record of %d".formatted(length, limit));
    }
    byte[] bytes = new byte[(int) length];
    in.readFixed(bytes, 0, bytes.length);
    return bytes;
  }

  /** Refuses what a column of milliseconds would cut. */
  static ValueReader wholeMillis(ValueReader reader, String name) {
    return (in, limit) -> {
      Object value = reader.read(in, limit);
      if (value instanceof TimestampData time && time.getNanoOfMillisecond() != 0) {
        throw new UnusableRecordException(
            Reason.OUT_OF_RANGE,
            "Field %s holds %s, which a timestamp of precision 3 would cut".formatted(name, time));
      }
      return value;
    };
  }

  /** Reads past a field that the contract does not name. */
  static ValueReader skipping(Schema written) {
    return (in, limit) -> {
      GenericDatumReader.skip(written, in);
      return null;
    };
  }

  /** Reads past a field that nobody wants; gives null if it is null, and {@link #THERE} if not. */
  static ValueReader presence(Schema written) {
    if (written.getType() != Schema.Type.UNION) {
      return (in, limit) -> {
        GenericDatumReader.skip(written, in);
        return THERE;
      };
    }
    List<Schema> branches = written.getTypes();
    return (in, limit) -> {
      int index = in.readIndex();
      if (index < 0 || index >= branches.size()) {
        throw new UnusableRecordException(
            Reason.MALFORMED, "Union branch %d of %d".formatted(index, branches.size()));
      }
      GenericDatumReader.skip(branches.get(index), in);
      return branches.get(index).getType() == Schema.Type.NULL ? null : THERE;
    };
  }
}
