package dev.tidemark.lineage;

import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Lands the rejects of an epoch in the quarantine table, once.
 *
 * <p>All runs share its {@code main}. An epoch is there if the run's newest commit carries its id:
 * the caller has made sure that the epoch is the run's next one, so nothing newer of the run can
 * lie above. Should that newest commit have been expired, the epoch is written again; rows are
 * upserts by (topic id, partition, offset), so that changes nothing.
 */
final class QuarantineCommits {
  private final TableCommits commits;
  private final TableIdentifier liveTable;
  private final EpochCleaner cleaner;

  QuarantineCommits(TableCommits commits, TableIdentifier liveTable, EpochCleaner cleaner) {
    this.commits = commits;
    this.cleaner = cleaner;
    this.liveTable = liveTable;
  }

  void land(Epoch epoch) throws InterruptedException {
    EpochFiles files = EpochFiles.quarantineOf(epoch, cleaner);
    if (commits.run(table -> decide(table, epoch, files))) {
      files.deleteReplaced(commits.io());
    }
  }

  private Step<Boolean> decide(TableMetadata table, Epoch epoch, EpochFiles files) {
    if (holds(table, epoch.tidemark())) {
      return new Step.Done<>(false);
    }
    return new Step.Change<>(
        quarantine ->
            files.addTo(
                quarantine, SnapshotRef.MAIN_BRANCH, stamp(epoch.tidemark()), ancestry -> true),
        Step.Finish.NOTHING,
        landed -> true);
  }

  private static boolean holds(TableMetadata table, Tidemark epoch) {
    Snapshot head = table.currentSnapshot();
    if (head == null) {
      return false;
    }
    for (Snapshot snapshot : Ancestry.of(table, head.snapshotId())) {
      Map<String, String> summary = Ancestry.summary(snapshot);
      if (epoch.run().equals(summary.get(Keys.QUARANTINE_RUN))) {
        return epoch.id().equals(summary.get(Keys.QUARANTINE_ID));
      }
    }
    return false;
  }

  private Map<String, String> stamp(Tidemark epoch) {
    return Map.of(
        Keys.QUARANTINE_OF, liveTable.toString(),
        Keys.QUARANTINE_ID, epoch.id(),
        Keys.QUARANTINE_RUN, epoch.run(),
        Keys.QUARANTINE_EPOCH, String.valueOf(epoch.epoch()));
  }
}
