package dev.tidemark.control.load;

import java.util.Map;
import java.util.Optional;

/** One line of an input file: a row of values, or something that is none. */
sealed interface Line {
  /** Where it starts, counted from 1. */
  long number();

  /** A row; a column that the row does not have is empty. */
  record Row(long number, Map<String, String> values) implements Line {
    Optional<String> value(String column) {
      return Optional.ofNullable(values.get(column));
    }
  }

  /**
   * A line that cannot be read as a row.
   *
   * @param reason found and accepted, without the line's number
   */
  record Broken(long number, String reason) implements Line {}
}
