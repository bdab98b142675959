package dev.tidemark.control.load;

import dev.tidemark.definition.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * How one field of the record is made of a row.
 *
 * @param absent texts of a column that mean that there is no value
 * @param removeSuffix cut off the text if it is there; empty cuts nothing
 */
record MappedField(
    Field field, Origin origin, Set<String> absent, String removeSuffix, ValueReader reader) {
  MappedField {
    absent = Set.copyOf(absent);
  }

  /** Where the value comes from. */
  sealed interface Origin {
    /** A text of columns. */
    record Text(Template template) implements Origin {}

    /**
     * A time for a file that has none: so much after the start for each row before it.
     *
     * @param every from one row to the next
     */
    record Spaced(Instant start, Duration every) implements Origin {}
  }

  /** The columns that it reads. */
  Set<String> columns() {
    return origin instanceof Origin.Text text ? text.template().columns() : Set.of();
  }
}
