package dev.tidemark.lineage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * What a run beside the lead must know of it, again and again. Each look asks the catalog once and
 * reads metadata only if they changed. Not thread-safe.
 */
public final class LeadWatch {
  /** Epochs whose delays are told. */
  private static final int NEWEST = 3;

  /** Epochs that say what delays are usual. */
  private static final int USUAL = 60;

  private final TableCommits commits;
  private final String run;

  /** Asks the catalog nothing yet. */
  public LeadWatch(Catalog catalog, TableIdentifier table, String run) {
    this.commits = new TableCommits(catalog, table, TableCommits.PATIENT);
    this.run = run;
  }

  /**
   * One version of the table's metadata.
   *
   * @param lead the run that moves {@code main}; null while there is none
   * @param main newest tidemark that readers see; null before the first
   * @param own newest tidemark of the run itself; null before the first
   * @param newest delays of the newest epochs of {@code main}, newest first
   * @param halt where the run is asked to stand still; null if it may read on
   */
  public record Look(
      @Nullable String lead,
      @Nullable Tidemark main,
      @Nullable Tidemark own,
      List<DelayQuantiles> newest,
      @Nullable Halt halt) {}

  /**
   * What {@link Cuts} asks for.
   *
   * @param at where each partition stands still, or where it is if it has been read further
   * @param until when the run goes on in any case
   */
  public record Halt(Tidemark at, Instant until) {}

  /** Looks at the table now. What the catalog throws goes through. */
  public Look look() {
    TableMetadata table = commits.fresh();
    List<Tidemark> newest =
        epochs(table, Ancestry.head(table, SnapshotRef.MAIN_BRANCH), Long.MAX_VALUE, NEWEST);
    List<Tidemark> own =
        epochs(table, Ancestry.head(table, RunNames.branch(run)), Long.MAX_VALUE, 1);
    return new Look(
        Lead.of(table),
        newest.isEmpty() ? null : newest.get(0),
        own.isEmpty() ? null : own.get(0),
        delays(newest),
        halt(table));
  }

  /** A lead is never asked; it may have become one since. */
  private @Nullable Halt halt(TableMetadata table) {
    Cut asked = run.equals(Lead.of(table)) ? null : Cuts.asked(table, run);
    Snapshot at = asked == null ? null : table.snapshot(asked.snapshotId());
    return asked == null || at == null
        ? null
        : Tidemark.of(at).map(mark -> new Halt(mark, asked.until())).orElse(null);
  }

  /**
   * Delays of the epochs that readers saw before this run made its first version: what is usual
   * without it, also after its restart. Newest first; at most sixty, as far as they are retained.
   */
  public List<DelayQuantiles> usual() {
    TableMetadata table = commits.fresh();
    Snapshot main = Ancestry.head(table, SnapshotRef.MAIN_BRANCH);
    return delays(epochs(table, main, firstVersion(table), USUAL));
  }

  private long firstVersion(TableMetadata table) {
    Snapshot head = Ancestry.head(table, RunNames.branch(run));
    long first = Long.MAX_VALUE;
    if (head != null) {
      for (Snapshot snapshot : Ancestry.of(table, head.snapshotId())) {
        if (run.equals(Ancestry.summary(snapshot).get(Keys.RUN))) {
          first = snapshot.timestampMillis();
        }
      }
    }
    return first;
  }

  private static List<Tidemark> epochs(
      TableMetadata table, @Nullable Snapshot head, long before, int count) {
    List<Tidemark> epochs = new ArrayList<>();
    if (head == null) {
      return epochs;
    }
    for (Snapshot snapshot : Ancestry.of(table, head.snapshotId())) {
      if (epochs.size() == count) {
        break;
      }
      if (snapshot.timestampMillis() < before) {
        Tidemark.of(snapshot).ifPresent(epochs::add);
      }
    }
    return epochs;
  }

  private static List<DelayQuantiles> delays(List<Tidemark> epochs) {
    return epochs.stream().flatMap(mark -> Optional.ofNullable(mark.delay()).stream()).toList();
  }
}
