package dev.tidemark.catalog;

import java.util.List;
import java.util.Map;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tries of {@link CatalogProbe}, in order; each builds on the table that the one before left.
 */
final class ProbeSteps {
  private static final Logger LOG = LoggerFactory.getLogger(ProbeSteps.class);
  private static final String KEY = "tidemark.probe";
  private static final String BRANCH = "tidemark_probe_branch";
  private static final String OTHER = "tidemark_probe_other";
  private static final String TAG = "tidemark_probe_tag";

  /** As long as a tidemark of a thousand partitions. */
  private static final String LONG_VALUE = "0123456789abcdef".repeat(512);

  private final Catalog catalog;
  private final TableIdentifier scratch;

  ProbeSteps(Catalog catalog, TableIdentifier scratch) {
    this.catalog = catalog;
    this.scratch = scratch;
  }

  void run() {
    List<Long> epochs = List.of(append("1"), append("2"), append("3"));
    requireKept(epochs);
    requireRefsKept(epochs);
    requireCompareAndSet(epochs);
    requireOneVersion(epochs);
    requireNoFalseFastForward(epochs);
    requireRollback(epochs);
  }

  private long append(String value) {
    Table table = table();
    table.newFastAppend().set(KEY, value).set(KEY + ".long", LONG_VALUE).commit();
    return table.currentSnapshot().snapshotId();
  }

  private void requireKept(List<Long> epochs) {
    Table table = table();
    for (int i = 0; i < epochs.size(); i++) {
      Snapshot snapshot = table.snapshot(epochs.get(i));
      require(
          snapshot != null,
          "drops older snapshots: of 3 commits, number %d is gone; history, rollback and replay need them"
              .formatted(i + 1));
      require(
          String.valueOf(i + 1).equals(snapshot.summary().get(KEY))
              && LONG_VALUE.equals(snapshot.summary().get(KEY + ".long")),
          "loses or changes a snapshot's own summary keys; the tidemark lives in them");
      Long parent = i == 0 ? null : epochs.get(i - 1);
      require(
          parent == null || parent.equals(snapshot.parentId()),
          "loses a snapshot's parent; the chain of epochs follows it");
    }
  }

  private void requireRefsKept(List<Long> epochs) {
    table()
        .manageSnapshots()
        .createBranch(BRANCH, epochs.get(0))
        .createBranch(OTHER, epochs.get(0))
        .createTag(TAG, epochs.get(2))
        .commit();
    Table table = table();
    requireRef(table, BRANCH, epochs.get(0), "branches; every run has one");
    requireRef(table, TAG, epochs.get(2), "tags; root and recovery points are tagged");
  }

  /** Two clients read the same version; the one that comes second must change nothing at all. */
  private void requireCompareAndSet(List<Long> epochs) {
    TableOperations first = operations();
    TableOperations second = operations();
    require(
        first != second,
        "hands out one cached table twice, so that it may be stale; set cache-enabled=false");
    TableMetadata base = first.refresh();
    TableMetadata stale = second.refresh();
    first.commit(base, move(base, epochs.get(1)).build());
    try {
      second.commit(stale, move(stale, epochs.get(2)).setProperties(Map.of(KEY, "stale")).build());
    } catch (RuntimeException refused) {
      LOG.debug("{} refuses a stale commit: {}", catalog.name(), refused.toString());
    }
    Table table = table();
    requireRef(
        table,
        BRANCH,
        epochs.get(1),
        "a branch's place to a commit that was built on stale metadata (no compare and set); two jobs would overwrite each other");
    require(
        !table.properties().containsKey(KEY),
        "lets part of a refused commit through; the lead and main must change together");
  }

  private void requireOneVersion(List<Long> epochs) {
    int before = operations().refresh().previousFiles().size();
    Transaction transaction = table().newTransaction();
    AppendFiles append = transaction.newFastAppend().toBranch(BRANCH).set(KEY, "4");
    append.commit();
    transaction.manageSnapshots().createTag(TAG + "_2", epochs.get(0)).commit();
    transaction.updateProperties().set(KEY, "4").commit();
    transaction.commitTransaction();
    TableMetadata after = operations().refresh();
    SnapshotRef head = after.ref(BRANCH);
    require(
        head != null
            && "4".equals(after.snapshot(head.snapshotId()).summary().get(KEY))
            && after.ref(TAG + "_2") != null
            && "4".equals(after.properties().get(KEY)),
        "commits only part of a transaction of snapshot, ref and property; the lead and main must change together");
    int versions = after.previousFiles().size() - before;
    require(
        versions <= 1,
        "makes %d metadata versions of one transaction; readers could see the lead without its main"
            .formatted(versions));
  }

  private void requireNoFalseFastForward(List<Long> epochs) {
    table().newFastAppend().toBranch(OTHER).commit();
    try {
      table().manageSnapshots().fastForwardBranch(SnapshotRef.MAIN_BRANCH, OTHER).commit();
    } catch (RuntimeException refused) {
      LOG.debug("{} refuses a false fast-forward: {}", catalog.name(), refused.toString());
    }
    requireRef(
        table(),
        SnapshotRef.MAIN_BRANCH,
        epochs.get(2),
        "main to a fast-forward to a branch that does not contain it; a foreign write would vanish");
  }

  private void requireRollback(List<Long> epochs) {
    Transaction transaction = table().newTransaction();
    transaction.manageSnapshots().replaceBranch(SnapshotRef.MAIN_BRANCH, epochs.get(0)).commit();
    transaction.newFastAppend().set(KEY, "5").commit();
    transaction.commitTransaction();
    Table table = table();
    Snapshot main = table.currentSnapshot();
    require(
        main != null
            && "5".equals(main.summary().get(KEY))
            && epochs.get(0).equals(main.parentId())
            && table.snapshot(epochs.get(2)) != null,
        "cannot point main at the child of an older snapshot and keep the newer ones; rollback needs both");
  }

  private static TableMetadata.Builder move(TableMetadata base, long snapshotId) {
    return TableMetadata.buildFrom(base)
        .setRef(BRANCH, SnapshotRef.branchBuilder(snapshotId).build());
  }

  private void requireRef(Table table, String ref, long snapshotId, String what) {
    SnapshotRef found = table.refs().get(ref);
    require(found != null && found.snapshotId() == snapshotId, "loses " + what);
  }

  private Table table() {
    return catalog.loadTable(scratch);
  }

  private TableOperations operations() {
    if (table() instanceof HasTableOperations table) {
      return table.operations();
    }
    throw unfit("gives no access to the metadata of its tables");
  }

  private void require(boolean kept, String otherwise) {
    if (!kept) {
      throw unfit(otherwise);
    }
  }

  private UnfitCatalogException unfit(String because) {
    return new UnfitCatalogException(
        "Catalog %s does not fit: it %s. Use another catalog, such as REST or JDBC."
            .formatted(catalog.name(), because));
  }
}
