package dev.tidemark.query;

import java.time.Instant;

/** Which version of each table a query reads. */
sealed interface ReadPoint {
  /** What {@code main} is now. */
  record Newest() implements ReadPoint {}

  /** One snapshot, whatever branch it is on. */
  record AtVersion(long snapshotId) implements ReadPoint {}

  /** The newest snapshot of a branch. */
  record OnBranch(String branch) implements ReadPoint {}

  /** What {@code main} was at a time. */
  record AtTime(Instant time) implements ReadPoint {}
}
