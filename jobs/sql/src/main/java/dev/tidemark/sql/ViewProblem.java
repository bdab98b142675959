package dev.tidemark.sql;

/**
 * One thing wrong with a query.
 *
 * @param line of {@code view.sql}, counted from 1; 0 if it is about the whole query
 * @param column counted from 1; 0 if it is about the whole query
 * @param sentence what is wrong and what to do
 */
public record ViewProblem(int line, int column, String sentence) {
  /** A problem of the whole query, which stands at no place in it. */
  static ViewProblem ofAll(String sentence, Object... values) {
    return new ViewProblem(0, 0, sentence.formatted(values));
  }

  @Override
  public String toString() {
    return line == 0
        ? "view.sql: " + sentence
        : "view.sql:%d:%d: %s".formatted(line, column, sentence);
  }
}
