package dev.tidemark.compare.rows;

/**
 * A small number per hash, the largest of those given. Open addressing in one array, 16 bytes a
 * place, so that a look is one cache miss and millions of deletes fit.
 *
 * <p>Of a hash 104 bits are kept: the upper half, and of the lower half all but the last 24, where
 * the number is. Two keys are taken for one once in 2<sup>104</sup> pairs.
 */
final class HashIndex {
  /** Bytes that an entry takes, free places and the moment of growing included. */
  static final int BYTES_AN_ENTRY = 77;

  private static final int NUMBER_BITS = 24;

  /** The largest number that it takes; the smallest is 1, since 0 marks a free place. */
  static final int LARGEST = (1 << NUMBER_BITS) - 1;

  private static final int FIRST = 1 << 10;

  /** Of a place: the upper half; the rest of the lower half and the number. */
  private static final int PARTS = 2;

  /** It grows when more than so many eighths of its places are taken. */
  private static final long FULL = 5;

  private long[] places = new long[PARTS * FIRST];
  private int mask = FIRST - 1;
  private int size;

  /** Keeps the larger of this number and the one that is there. */
  void putMax(long high, long low, int number) {
    if (number <= 0 || number > LARGEST) {
      throw new IllegalArgumentException(
          "Number %d is not from 1 to %d.".formatted(number, LARGEST));
    }
    if (8L * size > FULL * mask) {
      grow();
    }
    int at = find(high, low);
    if (number(at) == 0) {
      places[at] = high;
      places[at + 1] = low & ~LARGEST;
      size++;
    }
    if (number > number(at)) {
      places[at + 1] = places[at + 1] & ~LARGEST | number;
    }
  }

  /** The number; 0 if there is none. */
  int get(long high, long low) {
    return number(find(high, low));
  }

  private int number(int at) {
    return (int) places[at + 1] & LARGEST;
  }

  private int find(long high, long low) {
    // The upper bits of the upper half chose the bucket.
    int place = (int) high & mask;
    int at = PARTS * place;
    while (number(at) != 0 && !holds(at, high, low)) {
      place = (place + 1) & mask;
      at = PARTS * place;
    }
    return at;
  }

  private boolean holds(int at, long high, long low) {
    return places[at] == high && (places[at + 1] ^ low) >>> NUMBER_BITS == 0;
  }

  private void grow() {
    long[] old = places;
    places = new long[old.length * 2];
    mask = 2 * mask + 1;
    for (int at = 0; at < old.length; at += PARTS) {
      if ((old[at + 1] & LARGEST) != 0) {
        int to = find(old[at], old[at + 1]);
        places[to] = old[at];
        places[to + 1] = old[at + 1];
      }
    }
  }
}
