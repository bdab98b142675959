package dev.tidemark.control.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Comma-separated values after RFC 4180: a header, values in double quotes may hold commas, line
 * breaks and doubled quotes; lines end with LF or CRLF. Blank lines are passed over.
 */
final class CsvLines implements Lines {
  private static final int END = -1;

  /** A quote that is never closed would otherwise read the rest of the file into one value. */
  private static final int MAX_VALUE = 1 << 20;

  private final BufferedReader in;
  private final char delimiter;
  private final List<String> header;
  private long lineNumber = 1;
  private boolean atEnd;
  private final StringBuilder value = new StringBuilder();

  CsvLines(Reader in, char delimiter) throws IOException {
    this.in = new BufferedReader(in, 1 << 16);
    this.delimiter = delimiter;
    this.header = header();
  }

  @Override
  public Optional<List<String>> columns() {
    return Optional.of(header);
  }

  @Override
  public Optional<Line> next() throws IOException {
    while (!atEnd) {
      long start = lineNumber;
      List<String> values;
      try {
        values = values();
      } catch (UnfitException unfit) {
        skipLine();
        return Optional.of(new Line.Broken(start, unfit.getMessage()));
      }
      if (values.size() == 1 && values.get(0).isEmpty()) {
        continue;
      }
      if (values.size() != header.size()) {
        return Optional.of(
            new Line.Broken(
                start,
                "found %d values, accepted is %d as in the header"
                    .formatted(values.size(), header.size())));
      }
      return Optional.of(new Line.Row(start, row(values)));
    }
    return Optional.empty();
  }

  private List<String> header() throws IOException {
    in.mark(1);
    if (in.read() != '\uFEFF') {
      in.reset();
    }
    try {
      return values().stream().map(String::strip).toList();
    } catch (UnfitException unfit) {
      throw new IOException("the header cannot be read: " + unfit.getMessage(), unfit);
    }
  }

  private Map<String, String> row(List<String> values) {
    Map<String, String> row = new HashMap<>(values.size() * 2);
    for (int i = 0; i < values.size(); i++) {
      row.put(header.get(i), values.get(i));
    }
    return row;
  }

  private List<String> values() throws IOException, UnfitException {
    var values = new ArrayList<String>();
    int after;
    do {
      value.setLength(0);
      after = value();
      values.add(value.toString());
    } while (after == delimiter);
    if (after == END) {
      atEnd = true;
    } else {
      lineNumber++;
    }
    return values;
  }

  /** Reads one value into {@link #value} and returns what ended it: delimiter, line feed or end. */
  private int value() throws IOException, UnfitException {
    int c = in.read();
    if (c == '"') {
      quoted();
      c = in.read();
    }
    while (c != delimiter && c != '\n' && c != END) {
      if (c == '\r') {
        int next = in.read();
        if (next == '\n' || next == END) {
          return next;
        }
        append('\r');
        c = next;
      } else {
        append((char) c);
        c = in.read();
      }
    }
    return c;
  }

  private void quoted() throws IOException, UnfitException {
    long start = lineNumber;
    while (true) {
      int c = in.read();
      if (c == END) {
        atEnd = true;
        throw new UnfitException(
            "found a quote in line " + start + " that is never closed, accepted is \"…\"");
      }
      if (c == '"') {
        in.mark(1);
        if (in.read() != '"') {
          in.reset();
          return;
        }
      }
      if (c == '\n') {
        lineNumber++;
      }
      append((char) c);
    }
  }

  private void append(char c) throws UnfitException {
    if (value.length() >= MAX_VALUE) {
      throw new UnfitException("found a value longer than " + MAX_VALUE + " characters");
    }
    value.append(c);
  }

  private void skipLine() throws IOException {
    int c = atEnd ? END : in.read();
    while (c != '\n' && c != END) {
      c = in.read();
    }
    atEnd = c == END;
    lineNumber++;
  }
}
