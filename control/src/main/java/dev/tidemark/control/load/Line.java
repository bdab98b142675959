package dev.tidemark.control.load;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One row of an input, or something that should have been one. */
sealed interface Line {
  Position position();

  /**
   * A row.
   *
   * @param columns what the values are of
   * @param values by slot of the columns; null where the row has no such column
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by content below
  record Row(Position position, Columns columns, @Nullable String[] values) implements Line {
    @Nullable String value(int slot) {
      return values[slot];
    }

    /** By name; without the columns that the row does not have. */
    Map<String, String> asMap() {
      var map = new HashMap<String, String>();
      for (int slot = 0; slot < values.length; slot++) {
        String value = values[slot];
        if (value != null) {
          map.put(columns.name(slot), value);
        }
      }
      return map;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Row row
          && position.equals(row.position)
          && Arrays.equals(values, row.values);
    }

    @Override
    public int hashCode() {
      return position.hashCode() * 31 + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return "%s %s=%s".formatted(position.text(), columns.names(), Arrays.toString(values));
    }
  }

  /** A row that cannot be read. */
  record Broken(Position position, Misfit misfit) implements Line {}
}
