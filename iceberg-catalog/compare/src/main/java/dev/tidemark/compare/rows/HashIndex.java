package dev.tidemark.compare.rows;

/**
 * A number per hash, the largest of those given. Open addressing over plain arrays: 24 bytes an
 * entry and twice as many places, so that millions of deletes fit.
 */
final class HashIndex {
  /** Bytes that an entry takes, free places and the moment of growing included. */
  static final int BYTES_AN_ENTRY = 144;

  private static final int FIRST = 1 << 10;

  /** Zero marks a free place: sequence numbers of deletes begin at 1. */
  private long[] values = new long[FIRST];

  private long[] keys = new long[2 * FIRST];
  private int size;

  /** Keeps the larger of this number and the one that is there. */
  void putMax(long high, long low, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException("Number %d is not positive.".formatted(value));
    }
    if (2 * size >= values.length) {
      grow();
    }
    int at = find(high, low);
    if (values[at] == 0) {
      keys[2 * at] = high;
      keys[2 * at + 1] = low;
      size++;
    }
    values[at] = Math.max(values[at], value);
  }

  /** The number; 0 if there is none. */
  long get(long high, long low) {
    return values[find(high, low)];
  }

  int size() {
    return size;
  }

  private int find(long high, long low) {
    int mask = values.length - 1;
    // The upper bits chose the bucket; the lower half is as good as any other.
    int at = (int) low & mask;
    while (values[at] != 0 && (keys[2 * at] != high || keys[2 * at + 1] != low)) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    long[] oldValues = values;
    long[] oldKeys = keys;
    values = new long[oldValues.length * 2];
    keys = new long[oldKeys.length * 2];
    size = 0;
    for (int i = 0; i < oldValues.length; i++) {
      if (oldValues[i] != 0) {
        putMax(oldKeys[2 * i], oldKeys[2 * i + 1], oldValues[i]);
      }
    }
  }
}
