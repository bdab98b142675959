package dev.tidemark.compare;

import dev.tidemark.compare.rows.Digest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of two versions differ.
 *
 * @param a digest of all rows of A that count
 * @param b the same of B
 * @param buckets the parts that differ, in order
 * @param onlyA rows whose key is in A only; without a key, rows that A has more often
 * @param onlyB the same of B
 * @param changed keys whose rows differ
 * @param changedColumns in how many of these each column differs, most first
 * @param samples some of the rows that differ
 * @param complete false if only some of the buckets that differ were read: the numbers above are
 *     then at least so large, the digests are those of all rows
 */
public record Difference(
    Digest a,
    Digest b,
    List<Bucket> buckets,
    long onlyA,
    long onlyB,
    long changed,
    Map<String, Long> changedColumns,
    List<Sample> samples,
    boolean complete) {

  /** Rows are equal, each as often, if count and sum are. */
  public boolean isEmpty() {
    return a.equals(b) && buckets.isEmpty();
  }

  /**
   * A part of the rows, by the hash of their key.
   *
   * @param number first twelve bits of that hash
   */
  public record Bucket(int number, Digest a, Digest b) {}

  /**
   * Rows that differ; values as text, by column, null for null.
   *
   * @param a A's row; null if it has none
   * @param b B's row; null if it has none
   * @param columns those that differ, if both have the row
   */
  public record Sample(
      @Nullable Map<String, @Nullable String> a,
      @Nullable Map<String, @Nullable String> b,
      List<String> columns) {}
}
