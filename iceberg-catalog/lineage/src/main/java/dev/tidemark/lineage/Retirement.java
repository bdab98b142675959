package dev.tidemark.lineage;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;

/**
 * Ends a run for good: its branch goes, the properties that say where it began stay, so that its id
 * is never used again.
 *
 * <p>The commit puts a marker on the branch before it removes it. A REST catalog compares nothing
 * when a branch is removed, but it compares the branch when it moves; so a retirement that arrives
 * after the run was promoted (which puts a marker on that branch) or has committed another epoch is
 * refused, and decides again on what it finds. A job that goes on committing finds no branch and
 * fails for good.
 *
 * <p>A kill leaves the branch or takes it; a repeated call finds it gone, with the origin still
 * there, and has nothing to do.
 */
final class Retirement {
  private final TableCommits commits;
  private final Clock clock;

  Retirement(TableCommits commits, Clock clock) {
    this.commits = commits;
    this.clock = clock;
  }

  /** True if this call retired it; false if it was retired before. */
  boolean retire(String run, String by, String reason) {
    String branch = RunNames.branch(run);
    Operation operation = Operation.start(Marker.Kind.RETIRE, by, reason, clock);
    String note =
        "%d %s %s"
            .formatted(
                clock.instant().toEpochMilli(),
                URLEncoder.encode(by, StandardCharsets.UTF_8),
                reason);
    return commits.perform(
        table -> {
          Snapshot head = Ancestry.head(table, branch);
          requireKnown(table, run);
          if (head == null) {
            return new Step.Done<>(note.equals(table.properties().get(Keys.retired(run))));
          }
          requireUnread(table, run);
          return Step.Change.of(
              transaction -> {
                Markers.append(transaction, branch, operation.marker(run, null));
                transaction.manageSnapshots().removeBranch(branch).commit();
                transaction.updateProperties().set(Keys.retired(run), note).commit();
              },
              landed -> true);
        });
  }

  private void requireKnown(TableMetadata table, String run) {
    if (!table.properties().containsKey(Keys.origin(run))) {
      throw new RefusedException(
          "Cannot retire %s/%s: there is no such run; the runs are %s."
              .formatted(commits.name(), run, Runs.names(table)));
    }
  }

  private void requireUnread(TableMetadata table, String run) {
    if (run.equals(Lead.of(table))) {
      throw new RefusedException(
          "Cannot retire %s/%s: it leads; promote another run first."
              .formatted(commits.name(), run));
    }
    Optional<Tidemark> shown =
        Ancestry.nearestEpoch(table, Ancestry.main(table).snapshotId()).flatMap(Tidemark::of);
    if (shown.isPresent() && shown.get().run().equals(run)) {
      throw new RefusedException(
          "Cannot retire %s/%s: readers of main see its epoch %d; promote another run first."
              .formatted(commits.name(), run, shown.get().epoch()));
    }
  }
}
