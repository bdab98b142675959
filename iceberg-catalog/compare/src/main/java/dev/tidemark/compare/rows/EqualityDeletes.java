package dev.tidemark.compare.rows;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;

/**
 * The equality deletes of a version, each of its files read once.
 *
 * <p>A row is deleted if some delete of its key, with its partition in reach, has a larger data
 * sequence number than the row's file ("Scan Planning" in Iceberg's specification). Whether some
 * delete has is whether the newest has, so one number for each key and reach is all there is to
 * keep; Iceberg's own reader holds, for each data file, the keys of all later delete files instead,
 * and reads them anew for each. Files whose statistics rule out a match for every data file are not
 * handed out by the planning, and are not missed.
 *
 * <p>Keys are kept as hashes ({@link RowHasher}), mixed with the reach, and numbers as their ranks.
 */
final class EqualityDeletes {
  /**
   * Spreads the numbers of scopes over all bits: 2<sup>64</sup> by the golden ratio, whose
   * multiples lie far apart, so that no two scopes meet in the upper bits that are kept either.
   */
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  /** The deletes by one set of columns. */
  private static final class ByColumns {
    private final CanonicalRow key;
    private final HashIndex newest = new HashIndex();

    private final boolean byIdentifier;

    private ByColumns(CanonicalRow key, boolean byIdentifier) {
      this.key = key;
      this.byIdentifier = byIdentifier;
    }

    private int newest(long high, long low, int scope) {
      int everywhere = newest.get(high, low);
      return scope == Scopes.EVERYWHERE
          ? everywhere
          : Math.max(everywhere, newest.get(high, low ^ scope * SPREAD));
    }
  }

  private final Schema schema;
  private final Set<Integer> identifier;
  private final Scopes scopes;
  private final Map<Set<Integer>, ByColumns> all = new HashMap<>();
  private ByColumns[] each = {};

  /** The data sequence numbers of all delete files, ascending; behind 0, which none has. */
  private long[] numbers = {0};

  private final RowBytes bytes = new RowBytes();
  private final RowHasher hasher = new RowHasher();

  /**
   * @param identifier the columns by which rows are put into buckets; empty if by all of them
   */
  EqualityDeletes(Schema schema, Set<Integer> identifier, Scopes scopes) {
    this.schema = schema;
    this.identifier = identifier;
    this.scopes = scopes;
  }

  /**
   * Reads the deletes that concern some buckets. Deletes by other columns than the identifying ones
   * concern all of them.
   */
  void read(Collection<DeleteFile> files, BitSet buckets, RowFiles reader) {
    numbers =
        LongStream.concat(
                LongStream.of(0), files.stream().mapToLong(DeleteFile::dataSequenceNumber))
            .sorted()
            .distinct()
            .toArray();
    if (numbers.length - 1 > HashIndex.LARGEST) {
      throw new UncomparableException(
          "%d commits have deletes that were never compacted, more than %d; compact the table, then compare."
              .formatted(numbers.length - 1, HashIndex.LARGEST));
    }
    for (DeleteFile file : files) {
      Set<Integer> ids = Set.copyOf(file.equalityFieldIds());
      ByColumns deletes =
          all.computeIfAbsent(
              ids, it -> new ByColumns(CanonicalRow.of(schema, it), it.equals(identifier)));
      // The delete file has these columns only; the others read as null and are not asked for.
      int scope = scopes.of(file);
      int rank = Arrays.binarySearch(numbers, file.dataSequenceNumber());
      boolean everyBucket = !ids.equals(identifier);
      reader.each(
          file,
          schema.select(ids.stream().map(schema::findColumnName).toList()),
          columns -> CanonicalRow.of(columns, ids),
          (row, key) -> {
            hash(key, row);
            if (everyBucket || buckets.get(BucketDigests.bucket(hasher.high()))) {
              deletes.newest.putMax(hasher.high(), hasher.low() ^ scope * SPREAD, rank);
            }
          });
    }
    each = all.values().toArray(ByColumns[]::new);
  }

  /**
   * Whether a row is deleted.
   *
   * @param number data sequence number of the row's file
   * @param keyHigh hash of the row's key, upper half
   * @param keyLow its lower half
   */
  boolean delete(StructLike row, int scope, long number, long keyHigh, long keyLow) {
    for (ByColumns deletes : each) {
      int newest;
      if (deletes.byIdentifier) {
        newest = deletes.newest(keyHigh, keyLow, scope);
      } else {
        hash(deletes.key, row);
        newest = deletes.newest(hasher.high(), hasher.low(), scope);
      }
      if (numbers[newest] > number) {
        return true;
      }
    }
    return false;
  }

  private void hash(CanonicalRow key, StructLike row) {
    bytes.clear();
    key.write(row, bytes);
    hasher.hash(bytes);
  }
}
