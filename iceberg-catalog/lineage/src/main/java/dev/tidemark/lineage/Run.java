package dev.tidemark.lineage;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run of a live table.
 *
 * @param id the run's id
 * @param branch its Iceberg branch
 * @param headSnapshotId the branch's head
 * @param leads true if its commits move {@code main}
 * @param origin id of the snapshot that the branch began at
 * @param latest the newest tidemark on the branch; null before the first epoch. For a fork without
 *     epochs of its own it is one of the run it was forked from
 * @param exclusions the offsets that it leaves out, as it began with them; of any topic that the
 *     table's ledger named then
 * @param quota what Kafka's brokers let its readers have; null if nobody set one
 */
public record Run(
    String id,
    String branch,
    long headSnapshotId,
    boolean leads,
    long origin,
    @Nullable Tidemark latest,
    List<Exclusion> exclusions,
    @Nullable RunQuota quota) {
  public Run {
    exclusions = List.copyOf(exclusions);
  }

  /** The newest tidemark on the branch. */
  public Optional<Tidemark> head() {
    return Optional.ofNullable(latest);
  }
}
