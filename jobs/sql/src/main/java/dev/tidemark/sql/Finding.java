package dev.tidemark.sql;

/**
 * One thing wrong with a definition.
 *
 * @param file {@code table.yaml} or {@code view.sql}
 * @param line counted from 1; 0 if it is about the whole file
 * @param column counted from 1; 0 if it is about the whole file
 */
public record Finding(String file, int line, int column, String sentence) {
  @Override
  public String toString() {
    return line == 0
        ? "%s: %s".formatted(file, sentence)
        : "%s:%d:%d: %s".formatted(file, line, column, sentence);
  }
}
