package dev.tidemark.lineage;

import org.jspecify.annotations.Nullable;

/**
 * When things happened to an epoch, in milliseconds since 1970 UTC; null where unknown.
 *
 * @param firstRecord smallest record timestamp of the epoch (the broker's or the producer's clock)
 * @param lastRecord largest record timestamp of the epoch
 * @param read when the last record of the epoch was read
 * @param barrier when the checkpoint's barrier passed the tracker
 * @param checkpointComplete when the committer was told that the checkpoint is complete
 * @param commit when the attempt that landed was built; readers see the epoch one catalog round
 *     trip later
 */
public record Times(
    @Nullable Long firstRecord,
    @Nullable Long lastRecord,
    @Nullable Long read,
    @Nullable Long barrier,
    @Nullable Long checkpointComplete,
    @Nullable Long commit) {

  /** Nothing known yet. */
  public static final Times UNKNOWN = new Times(null, null, null, null, null, null);

  /** The same times with the moment at which the committer got the epoch. */
  public Times withCheckpointComplete(long epochMillis) {
    return new Times(firstRecord, lastRecord, read, barrier, epochMillis, commit);
  }

  /** The same times with the moment of the commit. */
  public Times withCommit(long epochMillis) {
    return new Times(firstRecord, lastRecord, read, barrier, checkpointComplete, epochMillis);
  }
}
