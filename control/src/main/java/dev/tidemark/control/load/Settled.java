package dev.tidemark.control.load;

import java.util.BitSet;

/**
 * Up to which row nothing is open any more: the record of each is in the topic, or it was found
 * unfit and reported. Rows are settled in any order, since partitions acknowledge by themselves.
 */
final class Settled {
  private static final int KEEP = 1 << 16;

  /** Rows from here on have a bit, the first one bit 0. */
  private long base;

  private long upTo;
  private BitSet ahead = new BitSet();

  /**
   * @param from rows that are settled from the start
   */
  Settled(long from) {
    this.base = from + 1;
    this.upTo = from;
  }

  /**
   * @param ordinal of a row, once
   */
  synchronized void add(long ordinal) {
    int bit = Math.toIntExact(ordinal - base);
    ahead.set(bit);
    if (ordinal == upTo + 1) {
      upTo = base + ahead.nextClearBit(bit) - 1;
      if (upTo - base > KEEP) {
        ahead = ahead.get(Math.toIntExact(upTo + 1 - base), ahead.length());
        base = upTo + 1;
      }
    }
  }

  /** All rows up to this one are settled; 0 for none. */
  synchronized long upTo() {
    return upTo;
  }
}
