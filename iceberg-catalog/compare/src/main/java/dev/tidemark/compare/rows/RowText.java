package dev.tidemark.compare.rows;

import dev.tidemark.compare.rows.CanonicalRow.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Canonical rows for people. */
public final class RowText {
  private RowText() {}

  /** The values as text, in an order of columns; null for null. */
  public static Map<String, @Nullable String> of(byte[] row, List<String> columns) {
    Map<String, Cell> cells = CanonicalRow.read(row);
    Map<String, @Nullable String> text = new LinkedHashMap<>();
    for (String column : columns) {
      Cell cell = cells.get(column);
      text.put(column, cell == null ? null : cell.text());
    }
    return text;
  }

  /** The columns in which two rows differ. */
  public static List<String> differing(byte[] one, byte[] other) {
    Map<String, Cell> mine = CanonicalRow.read(one);
    Map<String, Cell> theirs = CanonicalRow.read(other);
    var columns = new TreeSet<>(mine.keySet());
    columns.addAll(theirs.keySet());
    List<String> differing = new ArrayList<>();
    for (String column : columns) {
      if (!Objects.equals(mine.get(column), theirs.get(column))) {
        differing.add(column);
      }
    }
    return differing;
  }
}
