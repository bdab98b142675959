package dev.tidemark.compare.rows;

/** A row that no delete removes. Valid until the next one: a reader has only one of them. */
public interface LiveRow {
  /** The bucket, from 0 to {@link BucketDigests#BUCKETS} − 1. */
  int bucket();

  /** Hash of the key; of the whole row for a table without a key. */
  RowHash key();

  /** Hash of the whole row. */
  RowHash hash();

  /** Upper half of {@link #hash}. */
  long hashHigh();

  /** Lower half of {@link #hash}. */
  long hashLow();

  /** How many bytes it has. */
  int size();

  /** A copy of its canonical bytes. */
  byte[] bytes();
}
