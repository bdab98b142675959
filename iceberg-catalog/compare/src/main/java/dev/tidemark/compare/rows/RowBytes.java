package dev.tidemark.compare.rows;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that are written one after the other and used again for the next row; big-endian. */
final class RowBytes {
  private byte[] bytes = new byte[512];
  private int length;

  void clear() {
    length = 0;
  }

  /** The bytes, and whatever an earlier row left behind them. */
  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  void put(int value) {
    room(1);
    bytes[length++] = (byte) value;
  }

  void putInt(int value) {
    room(Integer.BYTES);
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
  }

  void putLong(long value) {
    room(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
  }

  void put(byte[] value) {
    room(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
  }

  /** What the buffer has left; its position stays. */
  void put(ByteBuffer value) {
    int size = value.remaining();
    room(size);
    value.get(value.position(), bytes, length, size);
    length += size;
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
