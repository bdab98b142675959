package dev.tidemark.lineage;

/**
 * How far one partition of a topic has been read, and what became of the records.
 *
 * <p>The counts cover the records between the parent tidemark's {@code to} and this {@code to}.
 * They are counts of records, not differences of offsets: aborted transactions, transaction markers
 * and compaction leave gaps.
 *
 * @param start the offset at which the run began this partition
 * @param to all offsets below this one have been read; the next one to read
 * @param consumed records handed out by the topic
 * @param accepted records that went into the transform
 * @param rejected records that could not be used and are in quarantine
 * @param late records older than the declared lateness, in quarantine
 * @param excluded records inside an excluded range of offsets
 */
public record PartitionProgress(
    long start, long to, long consumed, long accepted, long rejected, long late, long excluded) {

  public PartitionProgress {
    if (start < 0 || start > to) {
      throw new IllegalArgumentException(
          "Partition progress from %d to %d runs backwards; start must be between 0 and to."
              .formatted(start, to));
    }
    if (accepted < 0 || rejected < 0 || late < 0 || excluded < 0) {
      throw new IllegalArgumentException(
          "Partition progress counts %d accepted, %d rejected, %d late, %d excluded; no count may be negative."
              .formatted(accepted, rejected, late, excluded));
    }
    if (consumed != accepted + rejected + late + excluded) {
      throw new IllegalArgumentException(
          "Partition progress loses records: %d consumed, but %d accepted + %d rejected + %d late + %d excluded = %d."
              .formatted(
                  consumed,
                  accepted,
                  rejected,
                  late,
                  excluded,
                  accepted + rejected + late + excluded));
    }
  }

  /** A partition that nothing has been read of in this epoch. */
  public static PartitionProgress unmoved(long start, long to) {
    return new PartitionProgress(start, to, 0, 0, 0, 0, 0);
  }
}
