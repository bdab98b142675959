package dev.tidemark.control.load;

import dev.tidemark.definition.FieldType;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes Avro's generic value of a text; nothing is rounded or cut, what does not fit is unfit. */
public final class ValueReader {
  private static final int MICROS_PER_MILLI = 1_000;
  private final FieldType type;
  private final TimeFormat time;

  /**
   * @param time how times are written; used only by the time types
   */
  ValueReader(FieldType type, TimeFormat time) {
    this.type = type;
    this.time = time;
  }

  /** Reads ISO 8601 times. */
  public ValueReader(FieldType type) {
    this(type, TimeFormat.ISO);
  }

  /** How a mapping says that times are written. */
  record TimeFormat(@Nullable DateTimeFormatter formatter, @Nullable Unit epochUnit) {
    /** ISO 8601. */
    static final TimeFormat ISO = new TimeFormat(null, null);

    enum Unit {
      SECONDS,
      MILLIS
    }
  }

  /**
   * The value, as Avro's generic writer takes it.
   *
   * @throws UnfitException with what was found and what is accepted
   */
  public Object read(String text) throws UnfitException {
    try {
      if (type instanceof FieldType.Decimal decimal) {
        return ByteBuffer.wrap(decimal.read(text.strip()).unscaledValue().toByteArray());
      }
      return switch ((FieldType.Simple) type) {
        case STRING -> text;
        case INT -> Integer.valueOf(text.strip());
        case LONG -> Long.valueOf(text.strip());
        case FLOAT -> finite(Float.valueOf(text.strip()), text);
        case DOUBLE -> finite(Double.valueOf(text.strip()), text);
        case BOOLEAN -> trueOrFalse(text.strip());
        case DATE -> Math.toIntExact(date(text.strip()).toEpochDay());
        case TIMESTAMP -> millis(localTime(text.strip()).toInstant(ZoneOffset.UTC));
        case TIMESTAMPTZ -> millis(moment(text.strip()));
        case BINARY -> ByteBuffer.wrap(Base64.getDecoder().decode(text.strip()));
      };
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException unreadable) {
      throw new UnfitException(Quoted.text(text), accepted());
    }
  }

  /** A number too large for its type is read as infinity, which only the text itself may say. */
  private static Number finite(Number number, String text) {
    if (Double.isInfinite(number.doubleValue()) && !text.strip().endsWith("Infinity")) {
      throw new ArithmeticException("too large");
    }
    return number;
  }

  private static boolean trueOrFalse(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private LocalDate date(String text) {
    DateTimeFormatter formatter = time.formatter();
    return formatter == null ? LocalDate.parse(text) : LocalDate.parse(text, formatter);
  }

  private LocalDateTime localTime(String text) {
    DateTimeFormatter formatter = time.formatter();
    return formatter == null ? LocalDateTime.parse(text) : LocalDateTime.parse(text, formatter);
  }

  private Instant moment(String text) {
    DateTimeFormatter formatter = time.formatter();
    if (formatter != null) {
      return moment(formatter.parse(text));
    }
    TimeFormat.Unit unit = time.epochUnit();
    if (unit == null) {
      return OffsetDateTime.parse(text).toInstant();
    }
    return switch (unit) {
      case SECONDS -> Instant.ofEpochSecond(Long.parseLong(text));
      case MILLIS -> Instant.ofEpochMilli(Long.parseLong(text));
    };
  }

  /** A local time that the clocks of its zone pass over is none; Java would move it by the gap. */
  private static Instant moment(TemporalAccessor parsed) {
    ZoneId zone = parsed.query(TemporalQueries.zone());
    boolean writesItsOffset = parsed.isSupported(ChronoField.OFFSET_SECONDS);
    if (!writesItsOffset
        && zone != null
        && zone.getRules().getValidOffsets(LocalDateTime.from(parsed)).isEmpty()) {
      throw new DateTimeException("passed over by the clocks");
    }
    return Instant.from(parsed);
  }

  /** Avro's timestamp-millis holds no microseconds, and cutting them would change the event. */
  private static long millis(Instant moment) {
    if (moment.getNano() % (MICROS_PER_MILLI * 1_000) != 0) {
      throw new DateTimeException("finer than a millisecond");
    }
    return moment.toEpochMilli();
  }

  private String accepted() {
    String form = "";
    if (time.formatter() != null) {
      form = " in the mapping's format";
    } else if (time.epochUnit() != null) {
      form = " as " + time.epochUnit().name().toLowerCase(Locale.ROOT) + " since 1970";
    } else if (type == FieldType.TIMESTAMPTZ) {
      form = " like 2011-06-30T20:08:00Z";
    }
    return switch (type.text()) {
      case "date", "timestamp", "timestamptz" -> "a " + type.text() + form + ", whole milliseconds";
      case "boolean" -> "true or false";
      case "binary" -> "Base64";
      default -> type.text();
    };
  }
}
