package dev.tidemark.control.load;

/**
 * Where a row stands in its file.
 *
 * @param unit what {@code number} counts
 * @param number counted from 1
 * @param line the line of a text file that it begins on, counted from 1; 0 if that is the number
 *     itself or if there are no lines
 * @param item which element of the nested list it is, counted from 1; 0 if rows are none
 */
record Position(Unit unit, long number, long line, int item) {
  /** What a file is counted in. */
  enum Unit {
    LINE("line"),
    /** Of a list that is a whole JSON document. */
    ELEMENT("element"),
    /** Of a file without lines. */
    ROW("row");

    private final String word;

    Unit(String word) {
      this.word = word;
    }
  }

  static Position line(long number) {
    return new Position(Unit.LINE, number, 0, 0);
  }

  Position item(int which) {
    return new Position(unit, number, line, which);
  }

  /** For a person, as part of a sentence. */
  String text() {
    return unit.word
        + " "
        + number
        + (line == 0 ? "" : " (line " + line + ")")
        + (item == 0 ? "" : ", item " + item);
  }

  /** The line of the file, whatever it is counted in; 0 if it has none. */
  long lineNumber() {
    return unit == Unit.LINE ? number : line;
  }
}
