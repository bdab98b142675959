package dev.tidemark.lineage;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots without files on top of branches, each with the stamp of the newest epoch below it and
 * of the newest marker. A run's chain, its recovery points and {@code undo} read stamps only, so
 * the epoch's own snapshot may go; and a commit that was decided before finds the branch moved.
 *
 * <p>{@code main} goes along with the lead's branch if it lies there; otherwise (held, rolled back,
 * written by others) it is a branch like the others.
 */
final class Stands {
  private final TableMetadata table;
  private final Map<String, @Nullable Snapshot> branches = new TreeMap<>();
  private final @Nullable String lead;
  private final int erasures;

  private Stands(TableMetadata table, int erasures, Predicate<@Nullable Snapshot> wanted) {
    this.table = table;
    this.erasures = erasures;
    this.lead = leadUnderMain(table);
    for (Map.Entry<String, SnapshotRef> ref : table.refs().entrySet()) {
      if (ref.getValue().isBranch()) {
        add(ref.getKey(), table.snapshot(ref.getValue().snapshotId()), wanted);
      }
    }
    if (table.currentSnapshot() == null) {
      add(SnapshotRef.MAIN_BRANCH, null, wanted);
    }
    if (lead != null && branches.containsKey(SnapshotRef.MAIN_BRANCH)) {
      branches.remove(SnapshotRef.MAIN_BRANCH);
      branches.put(lead, table.snapshot(table.ref(lead).snapshotId()));
    }
  }

  private void add(String branch, @Nullable Snapshot head, Predicate<@Nullable Snapshot> wanted) {
    if (wanted.test(head)) {
      branches.put(branch, head);
    }
  }

  /** For branches that may still get epochs decided before the ledger had so many entries. */
  static Stands behind(TableMetadata table, int erasures) {
    return new Stands(table, erasures, head -> erasuresBelow(table, head) < erasures);
  }

  /** For branches whose newest epoch is one of these versions. */
  static Stands above(TableMetadata table, Set<Long> versions, int erasures) {
    return new Stands(
        table,
        erasures,
        head ->
            head != null
                && !versions.contains(head.snapshotId())
                && Ancestry.nearestEpoch(table, head.snapshotId())
                    .map(Snapshot::snapshotId)
                    .filter(versions::contains)
                    .isPresent());
  }

  private static int erasuresBelow(TableMetadata table, @Nullable Snapshot head) {
    if (head != null) {
      for (Snapshot snapshot : Ancestry.of(table, head.snapshotId())) {
        @Nullable String count = Ancestry.summary(snapshot).get(Keys.ERASURES);
        if (count != null || Ancestry.isEpoch(snapshot)) {
          return count == null ? 0 : Integer.parseInt(count);
        }
      }
    }
    return 0;
  }

  private static @Nullable String leadUnderMain(TableMetadata table) {
    @Nullable String run = Lead.of(table);
    @Nullable Snapshot head = run == null ? null : Ancestry.head(table, RunNames.branch(run));
    if (head == null) {
      return null;
    }
    String branch = RunNames.branch(run);
    return Lead.movedByOthers(table, branch, head).isPresent() ? null : branch;
  }

  boolean isEmpty() {
    return branches.isEmpty();
  }

  void append(Transaction transaction) {
    branches.forEach(
        (branch, head) -> {
          AppendFiles empty = transaction.newFastAppend().toBranch(branch);
          stamp(head).forEach(empty::set);
          empty.set(Keys.ERASURES, String.valueOf(erasures));
          empty.commit();
        });
    if (lead != null && branches.containsKey(lead)) {
      Lead.moveMain(transaction, lead);
    }
  }

  private Map<String, String> stamp(@Nullable Snapshot head) {
    Map<String, String> stamp = new LinkedHashMap<>();
    if (head != null) {
      Optional<Snapshot> marker = Optional.empty();
      for (Snapshot snapshot : Ancestry.of(table, head.snapshotId())) {
        if (marker.isEmpty() && Ancestry.summary(snapshot).containsKey(Keys.MARKER)) {
          marker = Optional.of(snapshot);
          copy(snapshot, true, stamp);
        }
      }
      Ancestry.nearestEpoch(table, head.snapshotId()).ifPresent(epoch -> copy(epoch, false, stamp));
    }
    return stamp;
  }

  private static void copy(Snapshot from, boolean isMarker, Map<String, String> to) {
    Ancestry.summary(from)
        .forEach(
            (key, value) -> {
              if (key.startsWith("tidemark.") && key.startsWith(Keys.MARKER) == isMarker) {
                to.put(key, value);
              }
            });
  }
}
