package dev.tidemark.lineage;

import dev.tidemark.lineage.CommitResult.AlreadyCommitted;
import dev.tidemark.lineage.CommitResult.Refused;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * The epochs that a fork has from another run: it is restored from that run's savepoint, which
 * holds its own epoch as one still to be committed. The fork's branch must hold it already, because
 * it left the other one behind that epoch; never is it committed here.
 */
record Inherited(TableIdentifier name, TableMetadata table, String run) {

  /** Looks for an epoch of another run. */
  CommitResult find(Tidemark epoch) {
    String branch = RunNames.branch(run);
    Snapshot head = Ancestry.head(table, branch);
    if (head != null) {
      for (Snapshot snapshot : Ancestry.of(table, head.snapshotId())) {
        if (epoch.id().equals(Ancestry.summary(snapshot).get(Keys.ID))) {
          return new AlreadyCommitted(snapshot.snapshotId());
        }
      }
    }
    return new Refused(
        "Cannot let run %s of %s go on from a state that holds epoch %d of run %s: branch %s does not have that epoch. Fork at the version of the recovery point that the savepoint belongs to."
            .formatted(run, name, epoch.epoch(), epoch.run(), branch));
  }
}
