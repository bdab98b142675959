package dev.tidemark.erase;

import dev.tidemark.lineage.ErasedKeys;
import dev.tidemark.lineage.Erasure;
import dev.tidemark.lineage.ErasureKey;
import dev.tidemark.lineage.Erasures;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.RecoveryPoint;
import dev.tidemark.lineage.RefusedException;
import dev.tidemark.lineage.Retention;
import dev.tidemark.maintenance.Policy;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Erases persons from a live table and its quarantine, beside whatever runs commit to it.
 *
 * <ol>
 *   <li>{@link Erasures#record}: from now on nothing of them lands.
 *   <li>{@link BranchErasure}, of every branch and the quarantine: heads hold nothing of them.
 *   <li>{@link Erasures#standAbove}: no run's chain needs a version that does.
 *   <li>Tags, recovery points and versions that do are dropped, and the files that only they used.
 * </ol>
 *
 * <p>Killed at any moment and called again with the same keys it ends the same. The first step
 * finds its entries by their hashes. The others look at the table as it is, and have nothing to do
 * where nothing is found; a version goes last of all, so what still holds the person is still
 * found. Files that were written and not committed, and files of versions whose expiry was killed,
 * are left to orphan removal. Not thread-safe.
 */
public final class Erasing {
  /** More often a branch that others rewrite all the time is not tried. */
  private static final int ROUNDS = 10;

  private final LiveTable live;
  private final Erasures erasures;
  private final Retention retention;
  private final Clock clock;

  private Erasing(LiveTable live, Erasures erasures, Retention retention, Clock clock) {
    this.live = live;
    this.erasures = erasures;
    this.retention = retention;
    this.clock = clock;
  }

  /** Opens the erasing of a live table. */
  public static Erasing of(Catalog catalog, TableIdentifier table, Clock clock) {
    return new Erasing(
        LiveTable.open(catalog, table),
        Erasures.of(catalog, table, clock),
        Retention.of(catalog, table),
        clock);
  }

  /** What {@link #perform} would do now. */
  public ErasureReport plan(List<ErasureKey> keys) {
    List<Erasure> entries = erasures.prepare(keys, "", "");
    Unwanted rows = rows(keys, entries);
    Unwanted records = new UnwantedRecords(ErasedKeys.of(entries));
    Map<String, Removed> branches = new TreeMap<>();
    for (String branch : live.table().refs().keySet()) {
      if (isErased(branch, live.table())) {
        branches.put(branch, new BranchErasure(live.table(), branch, rows).find());
      }
    }
    Table quarantine = live.quarantine();
    Set<Long> versions = new Search(live.table(), rows).versions();
    return new ErasureReport(
        entries,
        branches,
        quarantine.currentSnapshot() == null
            ? Removed.NOTHING
            : new BranchErasure(quarantine, SnapshotRef.MAIN_BRANCH, records).find(),
        versions.size(),
        new Search(quarantine, records).versions().size(),
        erasures.held(versions));
  }

  /**
   * Erases.
   *
   * @param progress told what is being done, and which tags and recovery points are dropped before
   *     they are: a killed call has named them, and the next one finds them gone
   * @throws RefusedException if branches change faster than they are rewritten; nothing that was
   *     done is lost, and the call may be repeated
   */
  public ErasureReport perform(
      List<ErasureKey> keys, String by, String reason, Consumer<String> progress) {
    List<Erasure> entries = erasures.prepare(keys, by, reason);
    progress.accept("recording …");
    erasures.record(entries);
    Map<String, Removed> branches = new TreeMap<>();
    Unwanted rows = rows(keys, entries);
    Versions versions = new Versions(progress);
    for (int round = 0; round < ROUNDS; round++) {
      eraseBranches(rows, branches, progress);
      if (versions.drop(rows)) {
        Removed quarantine = eraseQuarantine(new UnwantedRecords(ErasedKeys.of(entries)), versions);
        return new ErasureReport(
            entries,
            branches,
            quarantine,
            versions.dropped,
            versions.ofQuarantine,
            versions.released());
      }
    }
    throw new RefusedException(
        "Cannot finish erasing from %s: its branches were changed by others %d times meanwhile. No new rows of the erased keys come in, and some older versions still hold them; repeat the command."
            .formatted(live.name(), ROUNDS));
  }

  private Unwanted rows(List<ErasureKey> keys, List<Erasure> entries) {
    Table table = live.table();
    Expression where =
        keys.stream()
            .map(key -> key.where(table.schema()))
            .reduce(Expressions.alwaysFalse(), Expressions::or);
    return new UnwantedRows(ErasedKeys.of(entries), where);
  }

  /**
   * Erases from every branch, also from one that is no run's: it holds the person like any other,
   * and versions can be dropped only when no branch's head does. {@code main} comes last, since it
   * may go along with the lead's.
   */
  private void eraseBranches(
      Unwanted rows, Map<String, Removed> branches, Consumer<String> progress) {
    for (Map.Entry<String, SnapshotRef> ref : new TreeMap<>(live.table().refs()).entrySet()) {
      if (ref.getValue().isBranch() && !ref.getKey().equals(SnapshotRef.MAIN_BRANCH)) {
        progress.accept("branch " + ref.getKey() + " …");
        erase(ref.getKey(), rows, branches);
      }
    }
    live.carryMainAlong();
    if (isErased(SnapshotRef.MAIN_BRANCH, live.table())) {
      erase(SnapshotRef.MAIN_BRANCH, rows, branches);
    }
  }

  private void erase(String branch, Unwanted rows, Map<String, Removed> branches) {
    Removed removed = new BranchErasure(live.table(), branch, rows).perform();
    branches.merge(branch, removed, Removed::and);
  }

  /** Every branch, but {@code main} only where it does not lie on the lead's. */
  private boolean isErased(String branch, Table table) {
    return table.refs().get(branch).isBranch()
        && (!branch.equals(SnapshotRef.MAIN_BRANCH)
            || live.runs().stream()
                .map(run -> table.refs().get(run.branch()))
                .noneMatch(
                    ref ->
                        ref != null && ref.snapshotId() == table.refs().get(branch).snapshotId()));
  }

  private Removed eraseQuarantine(Unwanted records, Versions versions) {
    Removed all = Removed.NOTHING;
    for (int round = 0; round < ROUNDS; round++) {
      Table quarantine = live.quarantine();
      all = all.and(new BranchErasure(quarantine, SnapshotRef.MAIN_BRANCH, records).perform());
      quarantine.refresh();
      Set<Long> held = new Search(quarantine, records).versions();
      if (!held.contains(quarantine.currentSnapshot().snapshotId())
          && versions.expire(quarantine, held)) {
        versions.ofQuarantine += held.size();
        return all;
      }
    }
    throw new RefusedException(
        "Cannot finish erasing from the quarantine of %s: it was changed by others %d times meanwhile; repeat the command."
            .formatted(live.name(), ROUNDS));
  }

  /** Drops versions. */
  private final class Versions {
    private final Consumer<String> progress;
    private final Set<String> tags = new HashSet<>();
    private final Set<RecoveryPoint> points = new HashSet<>();
    private long dropped;
    private long ofQuarantine;

    Versions(Consumer<String> progress) {
      this.progress = progress;
    }

    /** Drops those that hold the rows; false if a branch's head is one of them. */
    boolean drop(Unwanted rows) {
      progress.accept("versions …");
      erasures.standAbove(new Search(live.table(), rows).versions());
      Table table = live.table();
      Set<Long> held = new Search(table, rows).versions();
      boolean isHead =
          table.refs().values().stream()
              .anyMatch(ref -> ref.isBranch() && held.contains(ref.snapshotId()));
      if (isHead) {
        return false;
      }
      keepTheOthers(held);
      name(erasures.held(held));
      Erasures.Released released = erasures.release(held);
      tags.addAll(released.tags());
      points.addAll(released.points());
      progress.accept("%,d versions …".formatted(held.size()));
      if (!expire(live.table(), held)) {
        return false;
      }
      dropped += held.size();
      return true;
    }

    /** What readers saw is told by a log that ends where a version is dropped; then by tags. */
    private void keepTheOthers(Set<Long> held) {
      if (!held.isEmpty()) {
        retention.keep(Policy.DEFAULT.stretch(), clock.instant(), held);
      }
    }

    private void name(Erasures.Released doomed) {
      if (!doomed.tags().isEmpty()) {
        progress.accept("dropping the tags " + String.join(", ", doomed.tags()));
      }
      doomed
          .points()
          .forEach(
              point ->
                  progress.accept(
                      "dropping the recovery point of %s, %s, at version %d"
                          .formatted(point.run(), point.taken(), point.snapshotId())));
    }

    /** False if a tag or branch was put on one of them at this moment, or others commit faster. */
    boolean expire(Table table, Set<Long> versions) {
      if (versions.isEmpty()) {
        return true;
      }
      // Only these: time alone expires nothing here.
      ExpireSnapshots expiry = table.expireSnapshots().expireOlderThan(0).cleanExpiredFiles(true);
      versions.forEach(expiry::expireSnapshotId);
      try {
        expiry.commit();
        return true;
      } catch (IllegalArgumentException | CommitFailedException contended) {
        return false;
      }
    }

    Erasures.Released released() {
      return new Erasures.Released(tags.stream().sorted().toList(), List.copyOf(points));
    }
  }
}
