package dev.tidemark.control.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.CharConversionException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One JSON object per line. Blank lines are passed over. */
final class JsonLines implements Lines {
  /** A line that never ends would otherwise be read into memory whole. */
  private static final int MAX_LINE = 64 << 20;

  private final Bytes in;
  private final JsonRows rows;
  private long lineNumber;

  JsonLines(Bytes in, Columns columns, @Nullable String each) throws IOException {
    this.in = in;
    this.rows = new JsonRows(columns, each);
    in.skipByteOrderMark();
  }

  @Override
  public Optional<Line> next() throws IOException {
    Optional<Line> row = rows.poll();
    while (row.isEmpty() && in.peek() != Bytes.END) {
      in.mark();
      lineNumber++;
      read();
      row = rows.poll();
    }
    return row;
  }

  private void read() throws IOException {
    int c = in.next();
    boolean blank = true;
    while (c != '\n' && c != Bytes.END && in.length() <= MAX_LINE) {
      blank &= Character.isWhitespace(c);
      c = in.next();
    }
    if (in.length() > MAX_LINE) {
      in.skipLine();
      rows.addBroken(
          Position.line(lineNumber),
          "a line longer than %,d bytes".formatted(MAX_LINE),
          "a shorter one");
    } else if (!blank) {
      parse();
    }
  }

  private void parse() throws IOException {
    Position position = Position.line(lineNumber);
    try {
      rows.add(position, JsonRows.JSON.readTree(in.array(), in.start(), in.length()));
    } catch (JsonProcessingException broken) {
      rows.addBroken(position, noJson(broken), "a JSON object");
    } catch (CharConversionException malformed) {
      rows.addBroken(position, "bytes that are not UTF-8", "UTF-8");
    }
  }

  private static String noJson(JsonProcessingException broken) {
    var place = broken.getLocation();
    // Where the line ends early, the place is that of the object's beginning.
    String column =
        place == null || broken instanceof JsonEOFException
            ? ""
            : "column %d: ".formatted(place.getColumnNr());
    return "no JSON (%s%s)".formatted(column, Quoted.sentence(broken.getOriginalMessage()));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
