package dev.tidemark.bench.digest;

import dev.tidemark.compare.rows.BucketDigests;
import dev.tidemark.compare.rows.Buckets;
import dev.tidemark.compare.rows.VersionRows;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/**
 * One reading of a whole table by one thread.
 *
 * @param rows live rows
 * @param inFiles rows in data files, deleted ones included
 * @param deletes equality deletes in files that may apply, which a digest reads besides
 * @param cpuSeconds of the thread that reads
 * @param seconds by the clock
 */
public record DigestTrial(
    long rows, long inFiles, long deletes, double cpuSeconds, double seconds) {
  /** Rows of files gone through in each second that the thread had a core. */
  public double perCpuSecond() {
    return inFiles / cpuSeconds;
  }

  /** The same with the deletes counted too; of a digest only, whose one thread reads both. */
  public double readPerCpuSecond() {
    return (inFiles + deletes) / cpuSeconds;
  }

  /** Rows of files gone through in each second by the clock. */
  public double perSecond() {
    return inFiles / seconds;
  }

  /** Deletes applied, rows hashed, digests summed: what a comparison does with each side. */
  public static DigestTrial digest(Table table) throws IOException {
    return measure(
        table,
        () -> {
          BucketDigests digests = new BucketDigests();
          new VersionRows(table, table.currentSnapshot().snapshotId())
              .each(Buckets.all(), digests::add, more -> {});
          return digests.total().rows();
        });
  }

  /** Iceberg's generic reader alone, as a measure of the reading. */
  public static DigestTrial plain(Table table) throws IOException {
    return measure(
        table,
        () -> {
          long rows = 0;
          try (CloseableIterable<Record> read = IcebergGenerics.read(table).build()) {
            for (Record row : read) {
              rows += row.size() > 0 ? 1 : 0;
            }
          }
          return rows;
        });
  }

  private interface Work {
    long rows() throws IOException;
  }

  private static DigestTrial measure(Table table, Work work) throws IOException {
    var threads = ManagementFactory.getThreadMXBean();
    var planned = new VersionRows(table, table.currentSnapshot().snapshotId());
    long inFiles = planned.rowsInFiles();
    long deletes = planned.equalityDeletes();
    long cpu = threads.getCurrentThreadCpuTime();
    long start = System.nanoTime();
    long rows = work.rows();
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpuSeconds = (threads.getCurrentThreadCpuTime() - cpu) / 1e9;
    return new DigestTrial(rows, inFiles, deletes, cpuSeconds, seconds);
  }
}
