package dev.tidemark.control.load;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Bytes of a stream with a way back: what was read since the mark stays, wherever the buffer moves
 * it. One thread.
 */
final class Bytes implements Closeable {
  static final int END = -1;

  private final InputStream in;
  private byte[] buffer;
  private int mark;
  private int position;
  private int limit;

  Bytes(InputStream in) {
    this(in, 1 << 16);
  }

  /**
   * @param size of the buffer, which grows as long as the mark stays behind
   */
  Bytes(InputStream in, int size) {
    this.in = in;
    this.buffer = new byte[size];
  }

  /** The next byte, 0 to 255, or {@link #END}. */
  int next() throws IOException {
    return position < limit || fill() ? buffer[position++] & 0xff : END;
  }

  /** The next byte, which stays the next one. */
  int peek() throws IOException {
    return position < limit || fill() ? buffer[position] & 0xff : END;
  }

  /** Forgets what was read. */
  void mark() {
    mark = position;
  }

  /** Goes back to the mark. */
  void reset() {
    position = mark;
  }

  /** How many bytes were read since the mark. */
  int length() {
    return position - mark;
  }

  /** Where the bytes since the mark are, until the next one is read. */
  byte[] array() {
    return buffer;
  }

  /** Where the mark is in {@link #array()}. */
  int start() {
    return mark;
  }

  /** Passes over the mark that some programs put before UTF-8; also sets the mark. */
  void skipByteOrderMark() throws IOException {
    mark();
    if (next() != 0xEF || next() != 0xBB || next() != 0xBF) {
      reset();
    }
    mark();
  }

  /** Passes over the rest of a line and its end, keeping nothing; also sets the mark. */
  void skipLine() throws IOException {
    int c;
    do {
      mark();
      c = next();
    } while (c != '\n' && c != END);
    mark();
  }

  private boolean fill() throws IOException {
    if (mark > 0) {
      System.arraycopy(buffer, mark, buffer, 0, limit - mark);
      position -= mark;
      limit -= mark;
      mark = 0;
    }
    if (limit == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int read = in.read(buffer, limit, buffer.length - limit);
    limit += Math.max(0, read);
    return read > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
