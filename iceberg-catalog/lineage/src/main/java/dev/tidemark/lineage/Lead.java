package dev.tidemark.lineage;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/** Who moves {@code main}: reading it, giving it, taking it. Invariants 3 and 4 of the design. */
final class Lead {
  private Lead() {}

  /** The run that moves {@code main}; null while the table is held. */
  static @Nullable String of(TableMetadata table) {
    return table.properties().get(Keys.LEAD);
  }

  /** The run that moves {@code main}, or did before the table was put on hold. */
  static @Nullable String latest(TableMetadata table) {
    return table.properties().getOrDefault(Keys.LEAD, table.properties().get(Keys.HELD_LEAD));
  }

  static void give(Transaction transaction, String run, Marker why) {
    UpdateProperties update =
        transaction
            .updateProperties()
            .set(Keys.LEAD, run)
            .remove(Keys.HELD_WHY)
            .remove(Keys.HELD_SINCE)
            .remove(Keys.HELD_BY)
            .remove(Keys.HELD_LEAD);
    Markers.note(update, why);
    update.commit();
  }

  static void take(Transaction transaction, Marker why, @Nullable String latestLead) {
    UpdateProperties update =
        transaction
            .updateProperties()
            .remove(Keys.LEAD)
            .set(Keys.HELD_WHY, why.reason())
            .set(Keys.HELD_SINCE, String.valueOf(why.at().toEpochMilli()))
            .set(Keys.HELD_BY, why.by());
    if (latestLead != null) {
      update.set(Keys.HELD_LEAD, latestLead);
    }
    Markers.note(update, why);
    update.commit();
  }

  /**
   * Why the lead's next commit must not move {@code main}; empty if {@code main} is where the lead
   * left it.
   *
   * <p>{@code main} must lie on the lead's branch with neither tidemark nor marker above it. That
   * is narrower than what {@code fastForwardBranch} asks for: it also notices a foreign rollback to
   * an older epoch, which a fast-forward would silently undo. Snapshots without a stamp above
   * {@code main} are maintenance on the branch, and go along.
   */
  static Optional<String> movedByOthers(TableMetadata table, String branch, Snapshot head) {
    Snapshot main = Ancestry.main(table);
    for (Snapshot snapshot : Ancestry.of(table, head.snapshotId())) {
      if (snapshot.snapshotId() == main.snapshotId()) {
        return Optional.empty();
      }
      if (isOurs(snapshot)) {
        break;
      }
    }
    return Optional.of(sentence(table, branch, head, main));
  }

  private static String sentence(TableMetadata table, String branch, Snapshot head, Snapshot main) {
    Set<Long> ours = Ancestry.ids(table, head.snapshotId());
    if (ours.contains(main.snapshotId())) {
      return "main was moved back to snapshot %d (%s) by something other than Tidemark; look at who did it and why, then promote a run."
          .formatted(main.snapshotId(), Instant.ofEpochMilli(main.timestampMillis()));
    }
    for (Snapshot snapshot : Ancestry.of(table, main.snapshotId())) {
      if (ours.contains(snapshot.snapshotId())) {
        break;
      }
      if (!isOurs(snapshot)) {
        return "main holds snapshot %d (%s, %s), which is no run's; look at it, then promote a run, which drops it from main, or replay with it excluded."
            .formatted(
                snapshot.snapshotId(),
                snapshot.operation(),
                Instant.ofEpochMilli(snapshot.timestampMillis()));
      }
    }
    return "main is at snapshot %d, which is not on %s although its run leads; look at who moved it, then promote a run."
        .formatted(main.snapshotId(), branch);
  }

  /**
   * The newest snapshot under {@code main} that is no run's and would be lost to its readers if
   * {@code main} moved to {@code head}. A rewrite (compaction) changes no rows and is no loss.
   */
  static Optional<Snapshot> foreignWrite(TableMetadata table, Snapshot head) {
    Set<Long> kept = Ancestry.ids(table, head.snapshotId());
    for (Snapshot snapshot : Ancestry.of(table, Ancestry.main(table).snapshotId())) {
      if (kept.contains(snapshot.snapshotId())) {
        return Optional.empty();
      }
      if (!isOurs(snapshot) && !DataOperations.REPLACE.equals(snapshot.operation())) {
        return Optional.of(snapshot);
      }
    }
    return Optional.empty();
  }

  static boolean isOurs(Snapshot snapshot) {
    var summary = Ancestry.summary(snapshot);
    return summary.containsKey(Keys.ID) || summary.containsKey(Keys.MARKER);
  }

  static void moveMain(Transaction transaction, String branch) {
    transaction.manageSnapshots().replaceBranch(SnapshotRef.MAIN_BRANCH, branch).commit();
  }

  /**
   * Moves {@code main} along, in metadata that is about to be sent: the branch has got an epoch on
   * top of what {@link #movedByOthers} looked at and found {@code main} to lie on. So this is a
   * fast-forward; that it is one is looked at again all the same, which takes a step or two.
   *
   * <p>It says what {@code fastForwardBranch} in a transaction would say, without the transaction's
   * way round: that reads the manifest list back before anything is sent.
   */
  static TableMetadata fastForwardMain(TableMetadata changed, String branch) {
    SnapshotRef main = changed.ref(SnapshotRef.MAIN_BRANCH);
    long head = changed.ref(branch).snapshotId();
    if (!SnapshotUtil.isAncestorOf(head, main.snapshotId(), changed::snapshot)) {
      throw new IllegalStateException(
          "Cannot move main from snapshot %d to %d of %s, which is not above it; report this with the table's history."
              .formatted(main.snapshotId(), head, branch));
    }
    return TableMetadata.buildFrom(changed)
        .setRef(SnapshotRef.MAIN_BRANCH, SnapshotRef.builderFrom(main, head).build())
        .build();
  }
}
