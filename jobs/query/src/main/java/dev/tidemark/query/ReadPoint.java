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

  /**
   * The newest snapshot of a branch of one table; what {@code main} is now of the others.
   *
   * @param table its full name
   */
  record OnBranchOf(String branch, String table) implements ReadPoint {
    ReadPoint of(String name) {
      return name.equals(table) ? new OnBranch(branch) : new Newest();
    }
  }

  /** What {@code main} was at a time. */
  record AtTime(Instant time) implements ReadPoint {}
}
