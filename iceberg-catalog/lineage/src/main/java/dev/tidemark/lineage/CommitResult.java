package dev.tidemark.lineage;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of an epoch that was given to {@link EpochCommitter}. */
public sealed interface CommitResult {

  /**
   * The epoch is on its run's branch, put there by this call, or by a rival of it while it tried.
   *
   * @param snapshotId the snapshot that carries it
   * @param movedMain true if the same commit moved {@code main}
   * @param heldReason why the same commit put the table on hold; null if it did not
   */
  record Landed(long snapshotId, boolean movedMain, @Nullable String heldReason)
      implements CommitResult {

    /** Why the same commit put the table on hold: a sentence that names the foreign snapshot. */
    public Optional<String> heldBecause() {
      return Optional.ofNullable(heldReason);
    }
  }

  /** The epoch was on its run's branch before; nothing was done. */
  record AlreadyCommitted(long snapshotId) implements CommitResult {}

  /**
   * The epoch does not fit onto its run's branch and never will. The job must fail for good: to go
   * on would double or lose events.
   *
   * @param sentence branch, expected parent, what was found, next step
   */
  record Refused(String sentence) implements CommitResult {}
}
