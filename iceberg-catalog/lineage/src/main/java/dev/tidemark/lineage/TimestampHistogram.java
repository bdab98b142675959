package dev.tidemark.lineage;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How the record timestamps of an epoch are spread, in at most {@value #BUCKETS} counters whatever
 * their number and span.
 *
 * <p>Bucket {@code i} counts timestamps in {@code [i * width, (i + 1) * width)}; the width is a
 * power of two of milliseconds, the smallest for which all of them fit. When the span outgrows the
 * buckets, the width doubles and neighbours merge: since widths are powers of two and buckets begin
 * at multiples of the width, merging in any order gives the same histogram. Smallest and largest
 * timestamp are kept exactly. Not thread-safe.
 */
public final class TimestampHistogram {
  private static final int BUCKETS = 128;

  private final long[] counts = new long[BUCKETS];
  private int shift;
  private long first;
  private long total;
  private long min = Long.MAX_VALUE;
  private long max = Long.MIN_VALUE;

  /** Counts one record timestamp, in milliseconds since 1970 UTC. */
  public void add(long epochMillis) {
    add(epochMillis, 1);
  }

  /** Counts {@code records} records of one timestamp. */
  public void add(long epochMillis, long records) {
    if (records <= 0) {
      throw new IllegalArgumentException(
          "Histogram was given %d records; give at least one.".formatted(records));
    }
    // Once per consumed record: almost all of them lie within what is covered already.
    if (epochMillis < min || epochMillis > max) {
      cover(epochMillis, epochMillis);
    }
    counts[Math.toIntExact((epochMillis >> shift) - first)] += records;
    total += records;
  }

  /** Adds all of another histogram. */
  public void merge(TimestampHistogram other) {
    if (other.total == 0) {
      return;
    }
    coarsenTo(other.shift);
    cover(other.min, other.max);
    for (int i = 0; i < BUCKETS; i++) {
      if (other.counts[i] > 0) {
        long bucket = (other.first + i) >> (shift - other.shift);
        counts[Math.toIntExact(bucket - first)] += other.counts[i];
      }
    }
    total += other.total;
  }

  /** Number of records counted. */
  public long total() {
    return total;
  }

  /** Smallest timestamp. */
  public long min() {
    requireRecords();
    return min;
  }

  /** Largest timestamp. */
  public long max() {
    requireRecords();
    return max;
  }

  /** The width of a bucket in milliseconds: how far {@link #quantile} may be off. */
  public long width() {
    return 1L << shift;
  }

  /**
   * A timestamp at or below the exact quantile, by less than one bucket's width.
   *
   * @param q between 0 and 1; the exact quantile is the smallest timestamp that at least {@code q}
   *     of the records do not exceed
   */
  public long quantile(double q) {
    requireRecords();
    if (!(q >= 0 && q <= 1)) {
      throw new IllegalArgumentException(
          "Quantile %s does not exist; ask for one between 0 and 1.".formatted(q));
    }
    long rank = Math.max(1, (long) Math.ceil(q * total));
    int bucket = 0;
    for (long seen = counts[0]; seen < rank; seen += counts[bucket]) {
      bucket++;
    }
    return Math.max(min, (first + bucket) << shift);
  }

  /** A compact form for the job's state and for the wire between tasks. */
  public byte[] toBytes() {
    int used = BUCKETS;
    while (used > 0 && counts[used - 1] == 0) {
      used--;
    }
    ByteBuffer out = ByteBuffer.allocate(1 + 3 * Long.BYTES + used * Long.BYTES);
    out.put((byte) shift).putLong(first).putLong(min).putLong(max);
    for (int i = 0; i < used; i++) {
      out.putLong(counts[i]);
    }
    return out.array();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static TimestampHistogram fromBytes(byte[] bytes) {
    int header = 1 + 3 * Long.BYTES;
    int payload = bytes.length - header;
    if (payload < 0 || payload % Long.BYTES != 0 || payload > BUCKETS * Long.BYTES) {
      throw new IllegalArgumentException(
          "%d bytes are no timestamp histogram; give the bytes that toBytes wrote."
              .formatted(bytes.length));
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    TimestampHistogram histogram = new TimestampHistogram();
    histogram.shift = in.get();
    histogram.first = in.getLong();
    histogram.min = in.getLong();
    histogram.max = in.getLong();
    for (int i = 0; in.hasRemaining(); i++) {
      histogram.counts[i] = in.getLong();
      histogram.total += histogram.counts[i];
    }
    return histogram;
  }

  /** Makes room for timestamps from {@code low} to {@code high}, both included. */
  private void cover(long low, long high) {
    long newMin = Math.min(min, low);
    long newMax = Math.max(max, high);
    int needed = shift;
    while (bucketsBetween(newMin, newMax, needed) >= BUCKETS) {
      needed++;
    }
    coarsenTo(needed);
    min = newMin;
    max = newMax;
    slideTo(newMin >> shift);
  }

  private static long bucketsBetween(long low, long high, int shift) {
    long distance = (high >> shift) - (low >> shift);
    return distance < 0 ? Long.MAX_VALUE : distance; // negative: more than a long can hold
  }

  private void coarsenTo(int newShift) {
    if (newShift <= shift) {
      return;
    }
    long[] old = counts.clone();
    int by = newShift - shift;
    long newFirst = first >> by;
    Arrays.fill(counts, 0);
    for (int i = 0; i < BUCKETS; i++) {
      if (old[i] > 0) {
        counts[Math.toIntExact(((first + i) >> by) - newFirst)] += old[i];
      }
    }
    shift = newShift;
    first = newFirst;
  }

  private void slideTo(long newFirst) {
    if (total > 0 && newFirst != first) {
      int by = Math.toIntExact(first - newFirst);
      System.arraycopy(counts, 0, counts, by, BUCKETS - by);
      Arrays.fill(counts, 0, by, 0);
    }
    first = newFirst;
  }

  private void requireRecords() {
    if (total == 0) {
      throw new IllegalStateException("The histogram is empty; add a record's timestamp first.");
    }
  }
}
