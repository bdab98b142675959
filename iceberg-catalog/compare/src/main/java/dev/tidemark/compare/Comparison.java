package dev.tidemark.compare;

import dev.tidemark.compare.rows.BucketDigests;
import dev.tidemark.compare.rows.Buckets;
import dev.tidemark.compare.rows.VersionRows;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.types.Types;

/**
 * Compares the rows of two versions, in memory that does not grow with them.
 *
 * <p>First each side is read once and gets one digest per bucket of keys. Buckets with equal
 * digests have equal rows and are done. The others are read again, as many of them at once as fit;
 * a table with a few differences has few such buckets, and of each a 4,096th of the rows.
 */
public final class Comparison {
  /** What a row of a part takes besides its bytes: hashes, list, map. */
  private static final int OVERHEAD = 200;

  private static final int SHARE = 8;

  private final Pair pair;
  private final VersionRows a;
  private final VersionRows b;
  private final Limits limits;

  /**
   * How far a comparison goes.
   *
   * @param samples rows shown of each kind of difference
   * @param bytes memory for rows that are looked at closely
   * @param parts how often, at most, the tables are read for that. Where nearly all rows differ,
   *     one more reading says nothing new
   */
  record Limits(int samples, long bytes, int parts) {
    static Limits ofThisProcess(int samples) {
      return new Limits(samples, Runtime.getRuntime().maxMemory() / SHARE, 16);
    }
  }

  /**
   * Plans a comparison; reads no rows.
   *
   * @param samples rows shown of each kind of difference
   */
  public static Comparison of(Pair pair, int samples) {
    return new Comparison(pair, Limits.ofThisProcess(samples));
  }

  Comparison(Pair pair, Limits limits) {
    this.pair = pair;
    this.limits = limits;
    this.a = rows(pair.a());
    this.b = rows(pair.b());
  }

  private VersionRows rows(Side side) {
    Pair.Closed closed = pair.closed();
    return closed == null
        ? new VersionRows(side.table(), side.version().snapshotId())
        : new VersionRows(
            side.table(),
            side.version().snapshotId(),
            closed.by().at(closed.watermark(), side.table().schema()));
  }

  /** Reads and compares. */
  public Difference run(Progress progress) {
    BucketDigests ofA = digests("A", a, progress);
    BucketDigests ofB = digests("B", b, progress);
    List<Difference.Bucket> buckets = new ArrayList<>();
    BitSet differing = new BitSet();
    for (int bucket = 0; bucket < BucketDigests.BUCKETS; bucket++) {
      if (!ofA.of(bucket).equals(ofB.of(bucket))) {
        differing.set(bucket);
        buckets.add(new Difference.Bucket(bucket, ofA.of(bucket), ofB.of(bucket)));
      }
    }
    List<BitSet> parts =
        Buckets.pack(differing, bucket -> weight(ofA, bucket) + weight(ofB, bucket), limits.bytes);
    Findings findings = new Findings(columns(), limits.samples);
    for (int i = 0; i < Math.min(parts.size(), limits.parts); i++) {
      lookCloser(parts.get(i), findings, progress);
    }
    return new Difference(
        ofA.total(),
        ofB.total(),
        buckets,
        findings.onlyA(),
        findings.onlyB(),
        findings.changed(),
        findings.changedColumns(),
        findings.samples(),
        parts.size() <= limits.parts);
  }

  private static BucketDigests digests(String side, VersionRows rows, Progress progress) {
    BucketDigests digests = new BucketDigests();
    long all = rows.rowsInFiles() * rows.rounds();
    long[] read = {0};
    rows.each(Buckets.all(), digests::add, more -> progress.read(side, read[0] += more, all));
    return digests;
  }

  private void lookCloser(BitSet part, Findings findings, Progress progress) {
    long all = a.rowsInFiles() + b.rowsInFiles();
    long[] read = {0};
    a.each(part, findings::ofA, more -> progress.read("differences", read[0] += more, all));
    b.each(part, findings::ofB, more -> progress.read("differences", read[0] += more, all));
    findings.endOfPart();
  }

  private static long weight(BucketDigests digests, int bucket) {
    return digests.bytes(bucket) + OVERHEAD * digests.of(bucket).rows();
  }

  /** Key first, then the columns of A in their order, then what only B has. */
  private List<String> columns() {
    Set<String> columns = new LinkedHashSet<>();
    for (Side side : List.of(pair.a(), pair.b())) {
      side.table().schema().identifierFieldNames().stream().sorted().forEach(columns::add);
      side.table().schema().columns().stream().map(Types.NestedField::name).forEach(columns::add);
    }
    return List.copyOf(columns);
  }

  /** Told how far a comparison is. */
  @FunctionalInterface
  public interface Progress {
    /**
     * So many rows of files have been gone through.
     *
     * @param what {@code A}, {@code B} or {@code differences}
     */
    void read(String what, long rows, long of);
  }
}
