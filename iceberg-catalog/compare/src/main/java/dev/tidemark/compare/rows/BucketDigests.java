package dev.tidemark.compare.rows;

/**
 * The digest of each bucket of a version. A row's bucket is the first twelve bits of the hash of
 * its key, so equal rows are in equal buckets whatever files they lie in, and buckets of two
 * versions that differ show where to look closer.
 */
public final class BucketDigests {
  /** How many there are. */
  public static final int BUCKETS = 4096;

  private static final int SHIFT = 52;

  private final long[] rows = new long[BUCKETS];
  private final long[] high = new long[BUCKETS];
  private final long[] low = new long[BUCKETS];
  private final long[] bytes = new long[BUCKETS];

  /** The bucket of a row, from the upper half of its key's hash. */
  static int bucket(long keyHigh) {
    return (int) (keyHigh >>> SHIFT);
  }

  /** Counts a row in. */
  public void add(LiveRow row) {
    int bucket = row.bucket();
    long sum = low[bucket] + row.hashLow();
    high[bucket] += row.hashHigh() + (Long.compareUnsigned(sum, low[bucket]) < 0 ? 1 : 0);
    low[bucket] = sum;
    rows[bucket]++;
    bytes[bucket] += row.size();
  }

  /** The digest of a bucket. */
  public Digest of(int bucket) {
    return new Digest(rows[bucket], high[bucket], low[bucket]);
  }

  /** Canonical bytes of a bucket's rows. */
  public long bytes(int bucket) {
    return bytes[bucket];
  }

  /** The digest of all rows. */
  public Digest total() {
    Digest total = Digest.NONE;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      total = total.plus(of(bucket));
    }
    return total;
  }
}
