package dev.tidemark.lineage;

import java.time.Clock;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Puts the epochs of one run onto its branch, each once, in order. Skeleton: see the next commit.
 */
public final class EpochCommitter {
  private EpochCommitter() {}

  /** Opens the committer of a run that {@link LiveTable#startRun} made. Loads nothing yet. */
  public static EpochCommitter open(
      Catalog catalog, TableIdentifier table, String run, Clock clock) {
    throw new UnsupportedOperationException("next commit");
  }

  /**
   * Commits an epoch, or finds out that it was committed, or that it must not be. Blocks while the
   * catalog or the storage cannot be reached.
   */
  public CommitResult commit(Epoch epoch) throws InterruptedException {
    throw new UnsupportedOperationException("next commit");
  }
}
