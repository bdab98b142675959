package dev.tidemark.compare.rows;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntToLongFunction;

/** Sets of buckets. */
public final class Buckets {
  private Buckets() {}

  /** All of them. */
  public static BitSet all() {
    BitSet all = new BitSet(BucketDigests.BUCKETS);
    all.set(0, BucketDigests.BUCKETS);
    return all;
  }

  /** The same buckets in so many parts of about equal size, in order. */
  static List<BitSet> split(BitSet buckets, int parts) {
    int size = Math.max(1, (buckets.cardinality() + parts - 1) / parts);
    return pack(buckets, bucket -> 1, size);
  }

  /**
   * The same buckets in parts whose weights sum to at most a limit, in order; a heavier bucket is a
   * part of its own.
   */
  public static List<BitSet> pack(BitSet buckets, IntToLongFunction weight, long limit) {
    List<BitSet> parts = new ArrayList<>();
    BitSet part = new BitSet();
    long sum = 0;
    for (int bucket = buckets.nextSetBit(0); bucket >= 0; bucket = buckets.nextSetBit(bucket + 1)) {
      long more = weight.applyAsLong(bucket);
      if (!part.isEmpty() && sum + more > limit) {
        parts.add(part);
        part = new BitSet();
        sum = 0;
      }
      part.set(bucket);
      sum += more;
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }
}
