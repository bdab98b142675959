package dev.tidemark.lineage;

import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Where an epoch belongs in the chain of a branch: invariant 2 of the design.
 *
 * <p>The walk reads ids only, never offsets: epochs of windows and timers hold rows although no
 * offset moved. It ends at the parent, or at the epoch itself; behind the parent the epoch cannot
 * be, because it was made after it. So it takes a step or two when all is well, whatever the
 * table's age.
 */
sealed interface Chain {

  /** The epoch is there. */
  record Holds(Snapshot snapshot) implements Chain {}

  /** The nearest tidemark is the epoch's parent, or there is none and the epoch is a first one. */
  record Fits() implements Chain {}

  /** The branch went another way. */
  record Broken(@Nullable Snapshot found) implements Chain {}

  /**
   * @param branch snapshots of the branch, newest first
   */
  static Chain place(Iterable<Snapshot> branch, String id, @Nullable String parent) {
    Snapshot nearest = null;
    for (Snapshot snapshot : branch) {
      String found = Ancestry.summary(snapshot).get(Keys.ID);
      if (id.equals(found)) {
        return new Holds(snapshot);
      }
      if (found != null) {
        if (found.equals(parent)) {
          return nearest == null ? new Fits() : new Broken(nearest);
        }
        nearest = nearest == null ? snapshot : nearest;
      }
    }
    return nearest == null && parent == null ? new Fits() : new Broken(nearest);
  }

  /** Why a broken chain refuses an epoch, for people. */
  static String sentence(String table, String branch, Tidemark epoch, Broken broken) {
    return "Cannot commit epoch %d (%s) to %s, branch %s: it follows %s, but the branch %s. %s"
        .formatted(
            epoch.epoch(),
            epoch.id(),
            table,
            branch,
            epoch.parent() == null ? "nothing (a first epoch)" : epoch.parent(),
            describe(broken.found()),
            broken.found() == null
                ? "Its snapshots were expired or the run was started elsewhere; replay as a new run."
                : "Another execution of this run went on from there, or an older state was restored; stop this one, or start a new run from a recovery point.");
  }

  private static String describe(@Nullable Snapshot found) {
    if (found == null) {
      return "holds no epoch";
    }
    Map<String, String> summary = Ancestry.summary(found);
    return "is at %s (epoch %s of run %s)"
        .formatted(summary.get(Keys.ID), summary.get(Keys.EPOCH), summary.get(Keys.RUN));
  }
}
