package dev.tidemark.connector.track;

/**
 * How far one tracker has read in one epoch: an entry per partition that gave it a record. Columns
 * of equal length, so that a thousand partitions are a handful of arrays. A Flink POJO, therefore
 * the public fields.
 */
public final class Report {
  public String[] topics = {};
  public int[] partitions = {};

  /** Offset after the last record read. */
  public long[] to = {};

  public long[] consumed = {};
  public long[] accepted = {};
  public long[] rejected = {};
  public long[] late = {};
  public long[] excluded = {};

  public int[] schemaIds = {};

  /** When the epoch's last record was read, epoch milliseconds. */
  public long read;

  /** The records' timestamps, as {@code TimestampHistogram} writes them. */
  public byte[] recordTimestamps = {};
}
