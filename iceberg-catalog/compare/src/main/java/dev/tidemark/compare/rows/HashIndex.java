package dev.tidemark.compare.rows;

/**
 * A number per hash, the largest of those given. Open addressing over plain arrays: 24 bytes an
 * entry and twice as many places, so that millions of deletes fit.
 */
final class HashIndex {
  /** Bytes that an entry takes, free places and the moment of growing included. */
  static final int BYTES_AN_ENTRY = 144;

  private static final int FIRST = 1 << 10;

  /** Of a place: upper half, lower half, number. Together, so that a look is one cache miss. */
  private static final int PARTS = 3;

  /** A number of zero marks a free place: sequence numbers of deletes begin at 1. */
  private long[] places = new long[PARTS * FIRST];

  private int mask = FIRST - 1;
  private int size;

  /** Keeps the larger of this number and the one that is there. */
  void putMax(long high, long low, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException("Number %d is not positive.".formatted(value));
    }
    if (2 * size > mask) {
      grow();
    }
    int at = find(high, low);
    if (places[at + 2] == 0) {
      places[at] = high;
      places[at + 1] = low;
      size++;
    }
    places[at + 2] = Math.max(places[at + 2], value);
  }

  /** The number; 0 if there is none. */
  long get(long high, long low) {
    return places[find(high, low) + 2];
  }

  int size() {
    return size;
  }

  private int find(long high, long low) {
    // The upper bits chose the bucket; the lower half is as good as any other.
    int place = (int) low & mask;
    int at = PARTS * place;
    while (places[at + 2] != 0 && (places[at] != high || places[at + 1] != low)) {
      place = (place + 1) & mask;
      at = PARTS * place;
    }
    return at;
  }

  private void grow() {
    long[] old = places;
    places = new long[old.length * 2];
    mask = 2 * mask + 1;
    size = 0;
    for (int at = 0; at < old.length; at += PARTS) {
      if (old[at + 2] != 0) {
        putMax(old[at], old[at + 1], old[at + 2]);
      }
    }
  }
}
