package dev.tidemark.control.load;

/**
 * One thing about a row that does not fit.
 *
 * @param field of the record, empty if the row itself is broken
 * @param column of the file, empty if it is no matter of one
 * @param found what stands there, as part of a sentence
 * @param accepted what may stand there
 */
record Misfit(String field, String column, String found, String accepted) {
  /** A row that cannot be read at all. */
  static Misfit ofRow(String found, String accepted) {
    return new Misfit("", "", found, accepted);
  }

  /** Without the row's position, which whoever has the row adds. */
  String sentence() {
    return "%sfound %s%s, accepted is %s"
        .formatted(
            field.isEmpty() ? "" : field + ": ",
            found,
            column.isEmpty() ? "" : " in " + column,
            accepted);
  }
}
