package dev.tidemark.control.load;

import java.io.IOException;
import java.util.Arrays;

/**
 * One row of comma-separated values: where its values are among the bytes since the mark. Values
 * are made texts when they are asked for, before the next row is read.
 */
final class CsvRow {
  /** A quote that is never closed would otherwise read the rest of the file into one value. */
  private static final int MAX_VALUE = 1 << 20;

  private final Bytes in;
  private final int delimiter;
  private int[] starts = new int[16];
  private int[] ends = new int[16];

  /** Values with doubled quotes, or with something behind the closing quote. */
  private boolean[] unquote = new boolean[16];

  private int size;
  private int lines;

  CsvRow(Bytes in, char delimiter) {
    this.in = in;
    this.delimiter = delimiter;
  }

  /**
   * Reads the row at the mark.
   *
   * @throws UnfitException if it cannot be told where it ends
   */
  void read() throws IOException, UnfitException {
    size = 0;
    lines = 1;
    int after;
    do {
      if (size == starts.length) {
        starts = Arrays.copyOf(starts, size * 2);
        ends = Arrays.copyOf(ends, size * 2);
        unquote = Arrays.copyOf(unquote, size * 2);
      }
      after = in.peek() == '"' ? quoted() : plain(in.length(), false);
      size++;
    } while (after == delimiter);
  }

  int size() {
    return size;
  }

  /** Lines of the file that it goes over. */
  int lines() {
    return lines;
  }

  boolean isBlank() {
    return size == 1 && starts[0] == ends[0];
  }

  /**
   * A value.
   *
   * @throws UnfitException if it is not UTF-8
   */
  String text(int index) throws UnfitException {
    int length = ends[index] - starts[index];
    if (!unquote[index]) {
      return Utf8.text(in.array(), in.start() + starts[index], length);
    }
    byte[] unquoted = new byte[length];
    int size = 0;
    boolean inside = false;
    for (int i = starts[index]; i < ends[index]; i++) {
      byte b = in.array()[in.start() + i];
      if (b != '"') {
        unquoted[size++] = b;
      } else if (i == starts[index]) {
        inside = true;
      } else if (inside && i + 1 < ends[index] && in.array()[in.start() + i + 1] == '"') {
        unquoted[size++] = b;
        i++;
      } else if (inside) {
        inside = false;
      } else {
        unquoted[size++] = b;
      }
    }
    return Utf8.text(unquoted, 0, size);
  }

  /** Reads a value up to what ends it, and returns that: delimiter, line feed or end. */
  private int plain(int start, boolean wasQuoted) throws IOException, UnfitException {
    int c = in.next();
    int last = Bytes.END;
    while (c != delimiter && c != '\n' && c != Bytes.END) {
      refuseTooLong(start);
      last = c;
      c = in.next();
    }
    int end = in.length() - (c == Bytes.END ? 0 : 1);
    boolean isWindows = last == '\r' && c != delimiter;
    set(start, isWindows ? end - 1 : end, wasQuoted);
    return c;
  }

  private int quoted() throws IOException, UnfitException {
    int start = in.length();
    boolean doubled = false;
    in.next();
    while (true) {
      int c = in.next();
      if (c == Bytes.END) {
        throw unclosed();
      }
      if (c == '\n') {
        lines++;
      }
      if (c == '"') {
        if (in.peek() != '"') {
          break;
        }
        in.next();
        doubled = true;
      }
      if (in.length() - start > MAX_VALUE) {
        throw unclosed();
      }
    }
    int close = in.length() - 1;
    int after = plain(start, true);
    boolean nothingBehind = ends[size] == close + 1;
    if (nothingBehind && !doubled) {
      set(start + 1, close, false);
    }
    return after;
  }

  private void set(int start, int end, boolean quotes) {
    starts[size] = start;
    ends[size] = end;
    unquote[size] = quotes;
  }

  private UnfitException unclosed() {
    return new UnfitException(
        "a quote that is never closed (value %d of the line)".formatted(size + 1), "\"…\"");
  }

  private void refuseTooLong(int start) throws UnfitException {
    if (in.length() - start > MAX_VALUE) {
      throw new UnfitException(
          "a value longer than %,d bytes".formatted(MAX_VALUE), "a shorter one");
    }
  }
}
