package dev.tidemark.compare.rows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Hands over the live rows of one version, read with the table's present columns: a column that was
 * added later is null. Planned once; each reading reads all data files.
 *
 * <p>The memory it takes does not grow with the rows, but with the files (the plan) and with the
 * keys that equality deletes name. If those are more than fit, a reading goes through the files
 * several times, each time for some of the buckets. Not thread-safe.
 */
public final class VersionRows {
  /** The share of the heap that keys of deletes may take. */
  private static final long SHARE = 8;

  private final Schema schema;
  private final Set<Integer> identifier;
  private final Scopes scopes;
  private final RowFiles files;
  private final PositionDeletes positions;
  private final List<FileScanTask> tasks = new ArrayList<>();
  private final Map<String, DeleteFile> equalityDeletes = new LinkedHashMap<>();
  private final Predicate<StructLike> wanted;
  private final long deletesAtOnce;

  /**
   * @param wanted which rows count, of those with the table's columns in their order
   */
  public VersionRows(Table table, long snapshotId, Predicate<StructLike> wanted) {
    this(
        table,
        snapshotId,
        wanted,
        Runtime.getRuntime().maxMemory() / SHARE / HashIndex.BYTES_AN_ENTRY);
  }

  /** All rows. */
  public VersionRows(Table table, long snapshotId) {
    this(table, snapshotId, row -> true);
  }

  VersionRows(Table table, long snapshotId, Predicate<StructLike> wanted, long deletesAtOnce) {
    this.schema = table.schema();
    this.identifier = schema.identifierFieldIds();
    this.scopes = new Scopes(table.specs());
    this.files = new RowFiles(table.io());
    this.positions = new PositionDeletes(table.io());
    this.wanted = wanted;
    this.deletesAtOnce = deletesAtOnce;
    try (CloseableIterable<FileScanTask> planned =
        table.newScan().useSnapshot(snapshotId).planFiles()) {
      planned.forEach(this::add);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close the plan of %d".formatted(snapshotId), e);
    }
  }

  private void add(FileScanTask task) {
    tasks.add(task);
    task.deletes().stream()
        .filter(delete -> delete.content() == FileContent.EQUALITY_DELETES)
        .forEach(delete -> equalityDeletes.put(delete.location(), delete));
  }

  /** Rows of the data files, deleted ones included: what a reading goes through. */
  public long rowsInFiles() {
    return tasks.stream().mapToLong(task -> task.file().recordCount()).sum();
  }

  /** Equality deletes that a reading goes through besides. */
  public long equalityDeletes() {
    return equalityDeletes.values().stream().mapToLong(DeleteFile::recordCount).sum();
  }

  /** How often a reading of all buckets goes through the files. */
  public int rounds() {
    return rounds(BucketDigests.BUCKETS);
  }

  /**
   * Reads the rows of some buckets.
   *
   * @param read told now and then how many more rows of the files have been gone through
   */
  public void each(BitSet buckets, Consumer<LiveRow> consumer, ReadRows read) {
    int rounds = rounds(buckets.cardinality());
    for (BitSet some : Buckets.split(buckets, rounds)) {
      EqualityDeletes deletes = new EqualityDeletes(schema, identifier, scopes);
      deletes.read(equalityDeletes.values(), some, files);
      Reading reading = new Reading(some, deletes, consumer, read);
      tasks.forEach(reading::read);
    }
  }

  private int rounds(int buckets) {
    long byKey = deletes(true) * buckets / BucketDigests.BUCKETS;
    long others = deletes(false);
    if (others > deletesAtOnce) {
      throw new UncomparableException(
          "%d rows are deleted by other columns than the key, more than the %d that fit into memory; compact the table, or give the command more memory."
              .formatted(others, deletesAtOnce));
    }
    return (int) Math.max(1, Math.min(buckets, (byKey + deletesAtOnce - 1) / deletesAtOnce));
  }

  private long deletes(boolean byKey) {
    Collection<DeleteFile> all = equalityDeletes.values();
    return all.stream()
        .filter(file -> Set.copyOf(file.equalityFieldIds()).equals(identifier) == byKey)
        .mapToLong(DeleteFile::recordCount)
        .sum();
  }

  /** One way through the data files. */
  private final class Reading implements LiveRow {
    private final BitSet buckets;
    private final EqualityDeletes deletes;
    private final Consumer<LiveRow> consumer;
    private final ReadRows read;
    private final CanonicalRow whole = CanonicalRow.of(schema);
    private final CanonicalRow key =
        identifier.isEmpty() ? whole : CanonicalRow.of(schema, identifier);
    private final RowBytes bytes = new RowBytes();
    private final RowHasher keyHash = new RowHasher();
    private final RowHasher rowHash = identifier.isEmpty() ? keyHash : new RowHasher();

    private Reading(
        BitSet buckets, EqualityDeletes deletes, Consumer<LiveRow> consumer, ReadRows read) {
      this.buckets = buckets;
      this.deletes = deletes;
      this.consumer = consumer;
      this.read = read;
    }

    private void read(FileScanTask task) {
      int scope = scopes.of(task.file());
      long number = task.file().dataSequenceNumber();
      var deleted = positions.of(task);
      // The reader begins with the file's first row and leaves none out.
      long[] position = {0};
      files.each(
          task.file(),
          schema,
          it -> deleted,
          (row, gone) -> {
            if (!gone.isDeleted(position[0]++)) {
              take(row, scope, number);
            }
          });
      read.more(task.file().recordCount());
    }

    private void take(StructLike row, int scope, long number) {
      hash(key, row, keyHash);
      if (!buckets.get(bucket())
          || deletes.delete(row, scope, number, keyHash.high(), keyHash.low())
          || !wanted.test(row)) {
        return;
      }
      if (rowHash != keyHash) {
        hash(whole, row, rowHash);
      }
      consumer.accept(this);
    }

    private void hash(CanonicalRow columns, StructLike row, RowHasher hasher) {
      bytes.clear();
      columns.write(row, bytes);
      hasher.hash(bytes);
    }

    @Override
    public int bucket() {
      return BucketDigests.bucket(keyHash.high());
    }

    @Override
    public RowHash key() {
      return new RowHash(keyHash.high(), keyHash.low());
    }

    @Override
    public RowHash hash() {
      return new RowHash(rowHash.high(), rowHash.low());
    }

    @Override
    public long hashHigh() {
      return rowHash.high();
    }

    @Override
    public long hashLow() {
      return rowHash.low();
    }

    @Override
    public int size() {
      return bytes.length();
    }

    @Override
    public byte[] bytes() {
      return bytes.copy();
    }
  }
}
