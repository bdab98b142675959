package dev.tidemark.control.compare;

import dev.tidemark.compare.ClosedBy;
import dev.tidemark.definition.DurationText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code hour + 1 h} or {@code window_end}. */
final class ClosedByText implements ITypeConverter<ClosedBy> {
  @Override
  public ClosedBy convert(String text) {
    int plus = text.indexOf('+');
    String column = (plus < 0 ? text : text.substring(0, plus)).strip();
    if (column.isEmpty()) {
      throw new TypeConversionException(
          "\"%s\" names no column; accepted is a column, like window_end, or one plus a duration, like 'hour + 1 h'"
              .formatted(text));
    }
    try {
      return new ClosedBy(
          column, plus < 0 ? Duration.ZERO : DurationText.parse(text.substring(plus + 1)));
    } catch (IllegalArgumentException unreadable) {
      throw new TypeConversionException(
          "behind the plus of \"%s\" accepted is %s".formatted(text, DurationText.ACCEPTED));
    }
  }
}
