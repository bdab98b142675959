package dev.tidemark.control.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values after RFC 4180: a header, values in double quotes may hold commas, line
 * breaks and doubled quotes; lines end with LF or CRLF. Blank lines are passed over.
 *
 * <p>Works on bytes, and makes texts of the columns alone that are read. A quote that is never
 * closed costs the one line that it opens in: reading goes on behind that line.
 */
final class CsvLines implements Lines {
  private final CsvRow row;
  private final Bytes in;
  private final Columns columns;

  /** Where in a row each column is that is read, by slot. */
  private final int[] places;

  private final int width;
  private long lineNumber = 1;

  /**
   * @param wanted columns that are read
   * @throws IOException if the header cannot be read, or lacks some of them
   */
  CsvLines(Bytes in, char delimiter, Columns wanted) throws IOException {
    this.in = in;
    this.row = new CsvRow(in, delimiter);
    in.skipByteOrderMark();
    List<String> header = header();
    refuseUnfit(header, wanted);
    this.width = header.size();
    this.columns = wanted.under(header);
    this.places = wanted.names().stream().mapToInt(header::indexOf).toArray();
  }

  @Override
  public Optional<Line> next() throws IOException {
    while (in.peek() != Bytes.END) {
      long start = lineNumber;
      try {
        in.mark();
        row.read();
        lineNumber += row.lines();
        if (row.isBlank()) {
          continue;
        }
        return Optional.of(line(start));
      } catch (UnfitException unfit) {
        in.reset();
        in.skipLine();
        lineNumber = start + 1;
        return Optional.of(broken(start, unfit));
      }
    }
    return Optional.empty();
  }

  private Line line(long start) {
    Position position = Position.line(start);
    if (row.size() != width) {
      return new Line.Broken(
          position, Misfit.ofRow(row.size() + " values", width + " as in the header"));
    }
    @Nullable String[] values = new String[places.length];
    for (int slot = 0; slot < values.length; slot++) {
      try {
        values[slot] = row.text(places[slot]);
      } catch (UnfitException unfit) {
        Misfit of = unfit.misfits().get(0);
        return new Line.Broken(
            position, new Misfit("", columns.text(slot), of.found(), of.accepted()));
      }
    }
    return new Line.Row(position, columns, values);
  }

  private static Line broken(long start, UnfitException unfit) {
    return new Line.Broken(Position.line(start), unfit.misfits().get(0));
  }

  private List<String> header() throws IOException {
    if (in.peek() == Bytes.END) {
      throw new IOException("it is empty, accepted is a header and rows");
    }
    try {
      in.mark();
      row.read();
      lineNumber += row.lines();
      if (row.isBlank()) {
        throw new IOException("its first line is empty, accepted is a header");
      }
      var header = new ArrayList<String>();
      for (int i = 0; i < row.size(); i++) {
        header.add(row.text(i).strip());
      }
      return header;
    } catch (UnfitException unfit) {
      throw new IOException("its header does not fit: " + unfit.getMessage(), unfit);
    }
  }

  private static void refuseUnfit(List<String> header, Columns wanted) throws IOException {
    Set<String> missing = new TreeSet<>(wanted.names());
    header.forEach(missing::remove);
    if (!missing.isEmpty()) {
      throw new MissingColumnsException(missing, header);
    }
    var seen = new HashSet<String>();
    for (String name : header) {
      if (!seen.add(name) && wanted.names().contains(name)) {
        throw new IOException(
            "its header has the column %s more than once, and the mapping reads it"
                .formatted(Quoted.bare(name)));
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
