package dev.tidemark.lineage;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.jspecify.annotations.Nullable;

/**
 * Starts and lists the runs of a table. A run is a branch, the property that says where it began
 * and the one that says what it leaves out; all are made in one commit, so a kill leaves none or
 * all, and starting again finds them.
 */
final class Runs {
  private final TableCommits commits;
  private final Clock clock;

  Runs(TableCommits commits, Clock clock) {
    this.commits = commits;
    this.clock = clock;
  }

  /**
   * Starts a run at a snapshot; at the root if that is null.
   *
   * @param asLead the new run also gets the lead, by a promote in the same commit. That {@code
   *     main} changes in it is what keeps two first runs from both believing that they lead
   */
  String start(String run, @Nullable Long at, boolean asLead, String by) {
    String branch = RunNames.branch(run);
    Operation promote = Operation.start(Marker.Kind.PROMOTE, by, "first run of the table", clock);
    return commits.perform(
        table -> {
          long origin = at == null ? root(table) : at;
          if (isStarted(table, run, branch, origin)) {
            return new Step.Done<>(branch);
          }
          if (table.snapshot(origin) == null) {
            throw new RefusedException(
                "Cannot start %s/%s: snapshot %d does not exist or was expired; fork from a recovery point that history shows."
                    .formatted(commits.name(), run, origin));
          }
          if (asLead) {
            requireFree(table, run);
          }
          List<Exclusion> exclusions = ExclusionLedger.effective(table);
          requireNoneHeld(table, run, origin, exclusions);
          return Step.Change.of(
              transaction -> {
                transaction.manageSnapshots().createBranch(branch, origin).commit();
                UpdateProperties update =
                    transaction.updateProperties().set(Keys.origin(run), String.valueOf(origin));
                if (!exclusions.isEmpty()) {
                  update.set(Keys.runExclusions(run), Exclusions.text(exclusions));
                }
                update.commit();
                if (asLead) {
                  lead(transaction, run, branch, promote.marker(null, run));
                }
              },
              landed -> branch);
        });
  }

  private static void lead(Transaction transaction, String run, String branch, Marker marker) {
    Markers.append(transaction, branch, marker);
    Lead.moveMain(transaction, branch);
    Lead.give(transaction, run, marker);
  }

  private boolean isStarted(TableMetadata table, String run, String branch, long origin) {
    String begun = table.properties().get(Keys.origin(run));
    SnapshotRef ref = table.ref(branch);
    if (begun == null && ref == null) {
      return false;
    }
    if (begun == null || ref == null) {
      throw new RefusedException(
          begun == null
              ? "Cannot start %s/%s: branch %s exists, but no run of Tidemark made it; choose another run id."
                  .formatted(commits.name(), run, branch)
              : "Cannot start %s/%s: a run of that id was retired; choose another run id."
                  .formatted(commits.name(), run));
    }
    if (!begun.equals(String.valueOf(origin))) {
      throw new RefusedException(
          "Cannot start %s/%s at snapshot %d: the run exists and began at snapshot %s; choose another run id, or start it where it began."
              .formatted(commits.name(), run, origin, begun));
    }
    return true;
  }

  private void requireFree(TableMetadata table, String run) {
    String lead = Lead.of(table);
    Snapshot main = Ancestry.main(table);
    if (lead != null) {
      throw new RefusedException(
          "Cannot start %s/%s as lead: run %s leads; start it beside the lead, then promote it."
              .formatted(commits.name(), run, lead));
    }
    if (table.properties().containsKey(Keys.HELD_WHY) || main.snapshotId() != root(table)) {
      throw new RefusedException(
          "Cannot start %s/%s as lead: the table is held and main is at snapshot %d; start it without the lead, then promote it."
              .formatted(commits.name(), run, main.snapshotId()));
    }
  }

  /** A fork goes on with rows that its origin made; what is excluded must not be among them. */
  private void requireNoneHeld(
      TableMetadata table, String run, long origin, List<Exclusion> exclusions) {
    Ancestry.nearestEpoch(table, origin)
        .flatMap(Tidemark::of)
        .flatMap(held -> Exclusions.heldBy(held, exclusions))
        .ifPresent(
            range -> {
              throw new RefusedException(
                  "Cannot start %s/%s at snapshot %d: it holds events of %s, which the table leaves out; fork from a version before them, or start from nothing."
                      .formatted(commits.name(), run, origin, range));
            });
  }

  private long root(TableMetadata table) {
    SnapshotRef root = table.ref(Keys.ROOT_TAG);
    if (root == null) {
      throw new RefusedException(
          "Table %s has no tag %s, so it is no live table; create it with Tidemark."
              .formatted(commits.name(), Keys.ROOT_TAG));
    }
    return root.snapshotId();
  }

  /** All runs with a branch, by id. */
  static List<Run> list(TableMetadata table) {
    String lead = Lead.of(table);
    return table.refs().entrySet().stream()
        .filter(ref -> ref.getValue().isBranch())
        .flatMap(ref -> RunNames.ofBranch(ref.getKey()).stream())
        .filter(run -> table.properties().containsKey(Keys.origin(run)))
        .sorted()
        .map(run -> describe(table, run, run.equals(lead)))
        .toList();
  }

  private static Run describe(TableMetadata table, String run, boolean leads) {
    String branch = RunNames.branch(run);
    long head = table.ref(branch).snapshotId();
    return new Run(
        run,
        branch,
        head,
        leads,
        TextVectors.number(Keys.origin(run), table.properties().get(Keys.origin(run))),
        Ancestry.nearestEpoch(table, head).flatMap(Tidemark::of).orElse(null),
        ExclusionLedger.ofRun(table, run),
        RunQuota.of(table, run));
  }

  /** The head of a run's branch, or a refusal that says what is there instead. */
  static Snapshot requireHead(TableMetadata table, Object name, String run) {
    Snapshot head = Ancestry.head(table, RunNames.branch(run));
    Map<String, String> properties = table.properties();
    if (head != null && properties.containsKey(Keys.origin(run))) {
      return head;
    }
    throw new RefusedException(
        "Cannot promote %s/%s: %s; the runs are %s."
            .formatted(
                name,
                run,
                properties.containsKey(Keys.origin(run))
                    ? "the run was retired"
                    : "there is no such run",
                names(table)));
  }

  /** The ids of all runs with a branch, for people. */
  static String names(TableMetadata table) {
    List<String> known = list(table).stream().map(Run::id).toList();
    return known.isEmpty() ? "none" : known.toString();
  }
}
