package dev.tidemark.control;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of texts in aligned columns; columns whose name starts with a minus are set right. */
public final class TextTable {
  private final List<String> names;
  private final List<Boolean> rightAligned;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param columns names; {@code "-COUNT"} is a column COUNT of numbers
   */
  public TextTable(String... columns) {
    this.names = Arrays.stream(columns).map(c -> c.startsWith("-") ? c.substring(1) : c).toList();
    this.rightAligned = Arrays.stream(columns).map(c -> c.startsWith("-")).toList();
  }

  public void add(Object... values) {
    if (values.length != names.size()) {
      throw new IllegalArgumentException(
          "A row has %d values for %d columns.".formatted(values.length, names.size()));
    }
    rows.add(Arrays.stream(values).map(String::valueOf).toList());
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The lines, the first with the names. */
  public List<String> lines() {
    int[] widths = new int[names.size()];
    var all = new ArrayList<List<String>>();
    all.add(names);
    all.addAll(rows);
    for (List<String> row : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return all.stream().map(row -> line(row, widths)).toList();
  }

  private String line(List<String> row, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - row.get(i).length());
      line.append(i == 0 ? "" : "  ");
      line.append(rightAligned.get(i) ? padding + row.get(i) : row.get(i) + padding);
    }
    return line.toString().stripTrailing();
  }
}
