package dev.tidemark.lineage;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;

/** A live table: its runs, its lead, its history. Skeleton: see the next commit. */
public final class LiveTable {
  private LiveTable() {}

  /** Creates the table, its root and its quarantine table, or opens them if they are there. */
  public static LiveTable create(
      Catalog catalog,
      TableIdentifier name,
      Schema schema,
      PartitionSpec spec,
      SortOrder order,
      Map<String, String> properties) {
    throw new UnsupportedOperationException("next commit");
  }

  /** Opens a live table. */
  public static LiveTable open(Catalog catalog, TableIdentifier name) {
    throw new UnsupportedOperationException("next commit");
  }

  /** The Iceberg table, freshly loaded. */
  public Table table() {
    throw new UnsupportedOperationException("next commit");
  }

  /** The quarantine table, freshly loaded. */
  public Table quarantine() {
    throw new UnsupportedOperationException("next commit");
  }

  /** Starts a run from the root; gives its branch. */
  public String startRun(String run, boolean asLead) {
    throw new UnsupportedOperationException("next commit");
  }

  /** Starts a run forked from a snapshot; gives its branch. */
  public String forkRun(String run, long snapshotId) {
    throw new UnsupportedOperationException("next commit");
  }

  /** All runs that have a branch. */
  public List<Run> runs() {
    throw new UnsupportedOperationException("next commit");
  }

  /** The run that moves {@code main}; empty while the table is held. */
  public Optional<String> lead() {
    throw new UnsupportedOperationException("next commit");
  }

  /** The newest tidemark on a branch. */
  public Optional<Tidemark> head(String branch) {
    throw new UnsupportedOperationException("next commit");
  }

  /** The snapshots of a branch, newest first. */
  public Iterable<Version> history(String branch) {
    throw new UnsupportedOperationException("next commit");
  }

  /** Gives the lead to a run and points {@code main} at its branch, in one commit. */
  public Marker promote(String run, String by, String reason, boolean allowRegress) {
    throw new UnsupportedOperationException("next commit");
  }

  /** Takes the lead from the run that has it, in one commit; {@code main} stands still. */
  public Marker hold(String by, String reason) {
    throw new UnsupportedOperationException("next commit");
  }

  /** Points {@code main} at an older epoch and holds the table, in one commit. */
  public Marker rollback(long snapshotId, String by, String reason) {
    throw new UnsupportedOperationException("next commit");
  }

  /** Gives the lead back to the run that had it before. */
  public Marker undo(String by) {
    throw new UnsupportedOperationException("next commit");
  }
}
