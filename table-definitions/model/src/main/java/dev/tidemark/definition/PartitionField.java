package dev.tidemark.definition;

import java.io.Serializable;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One field of the partitioning.
 *
 * @param parameter number of buckets or width, only for {@code bucket} and {@code truncate}
 */
public record PartitionField(String column, Transform transform, @Nullable Integer parameter)
    implements Serializable {
  static final String ACCEPTED =
      "a column, or month(c), day(c), hour(c), bucket(n, c), truncate(n, c)";
  private static final Pattern CALL =
      Pattern.compile("([a-z]+)\\(\\s*(?:(\\d{1,9})\\s*,\\s*)?([a-z][a-z0-9_]*)\\s*\\)");
  private static final Pattern COLUMN = Pattern.compile("[a-z][a-z0-9_]*");

  public PartitionField {
    if (transform.hasParameter() != (parameter != null) || (parameter != null && parameter < 1)) {
      throw new IllegalArgumentException(
          "Cannot partition by %s of %s with %s: accepted is %s."
              .formatted(transform, column, parameter, ACCEPTED));
    }
  }

  /** Reads the written form. */
  public static PartitionField parse(String text) {
    if (COLUMN.matcher(text).matches()) {
      return new PartitionField(text, Transform.IDENTITY, null);
    }
    Matcher call = CALL.matcher(text);
    if (!call.matches()) {
      throw new IllegalArgumentException(
          "Cannot partition by \"%s\": accepted is %s.".formatted(text, ACCEPTED));
    }
    Transform transform = Transform.valueOf(call.group(1).toUpperCase(Locale.ROOT));
    String number = call.group(2);
    return new PartitionField(
        call.group(3), transform, number == null ? null : Integer.valueOf(number));
  }

  /** The written form, which {@link #parse} reads back. */
  public String text() {
    String name = transform.name().toLowerCase(Locale.ROOT);
    if (transform == Transform.IDENTITY) {
      return column;
    }
    return parameter == null
        ? name + "(" + column + ")"
        : name + "(" + parameter + ", " + column + ")";
  }
}
