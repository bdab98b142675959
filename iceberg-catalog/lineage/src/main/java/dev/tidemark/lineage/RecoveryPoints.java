package dev.tidemark.lineage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The recovery points of a table. Each is a tag on its version, so that no expiry takes it, and a
 * table property that says where the savepoint is; both come and go in one commit.
 *
 * <p><b>Which version belongs to a savepoint.</b> The newest epoch of the run whose number is not
 * above the savepoint's: an epoch has its checkpoint's number, and a checkpoint without new events
 * makes none. The epoch of the savepoint itself is committed by a later checkpoint, since Flink
 * sends no completion of a plain savepoint; before that the newest epoch below is the wrong one. So
 * either the savepoint's own epoch is there, or the caller has seen enough later checkpoints to
 * know that there is none. Should it be wrong about that, a fork from the point is refused before
 * it changes anything: its first commit finds the epoch of the savepoint missing on its branch
 * ({@link EpochCommitter}).
 */
public final class RecoveryPoints {
  private final TableCommits commits;

  RecoveryPoints(TableCommits commits) {
    this.commits = commits;
  }

  /** All of them, newest first. */
  public List<RecoveryPoint> list() {
    return list(commits.fresh());
  }

  /**
   * Adds the point of a savepoint, or finds it.
   *
   * @param settled whether all epochs up to the savepoint have landed for sure, so that a missing
   *     one means that there is none
   * @return empty if the epoch of the savepoint may still be on its way; ask again
   * @throws RefusedException if there is no such run, or it has no epoch
   */
  public Optional<RecoveryPoint> add(
      String run, long checkpoint, String savepoint, Instant taken, boolean settled) {
    return commits.perform(
        table -> {
          Snapshot epoch = newestUpTo(table, run, checkpoint);
          if (epoch == null) {
            if (!settled) {
              return new Step.Done<>(Optional.empty());
            }
            throw new RefusedException(
                "Cannot make a recovery point of %s/%s at checkpoint %d: its branch has no epoch up to there; take one when it has."
                    .formatted(commits.name(), run, checkpoint));
          }
          if (!settled && number(epoch) != checkpoint) {
            return new Step.Done<>(Optional.empty());
          }
          var point = new RecoveryPoint(run, checkpoint, epoch.snapshotId(), taken, savepoint);
          if (table.ref(point.tag()) != null) {
            return new Step.Done<>(Optional.of(point));
          }
          return Step.Change.of(
              transaction -> {
                transaction.manageSnapshots().createTag(point.tag(), point.snapshotId()).commit();
                transaction
                    .updateProperties()
                    .set(point.key(), point.value())
                    .remove(LeftSavepoint.key(run, checkpoint))
                    .commit();
              },
              landed -> Optional.of(point));
        });
  }

  /**
   * Forgets points taken before the horizon, but of each run that is there never the newest of
   * them: without that one the way back would always end a little short of the horizon. Gives those
   * forgotten. Their savepoints are among the {@link LeftSavepoints} then.
   */
  public List<RecoveryPoint> forget(Instant horizon) {
    return commits.perform(
        table -> {
          List<RecoveryPoint> old = older(table, horizon);
          if (old.isEmpty()) {
            return new Step.Done<>(old);
          }
          return Step.Change.of(
              transaction -> {
                var refs = transaction.manageSnapshots();
                old.stream()
                    .map(RecoveryPoint::tag)
                    .filter(tag -> table.ref(tag) != null)
                    .forEach(refs::removeTag);
                refs.commit();
                var properties = transaction.updateProperties();
                for (RecoveryPoint point : old) {
                  LeftSavepoint left = LeftSavepoint.of(point);
                  properties.remove(point.key()).set(left.key(), left.value());
                }
                properties.commit();
              },
              landed -> old);
        });
  }

  /**
   * Whether a version is the point's own or has it among its ancestors, also those that were
   * expired.
   *
   * <p>Where expiry has left a hole below the version, the run's chain tells: a run's epochs are
   * one chain with growing numbers, so an epoch of the point's run holds the point's epoch if its
   * number is not smaller. An epoch of another run holds it if that run was forked from a version
   * that does.
   */
  public boolean leadsTo(RecoveryPoint point, long version) {
    return leadsTo(commits.fresh(), point, version);
  }

  private static boolean leadsTo(TableMetadata table, RecoveryPoint point, long version) {
    if (table.snapshot(version) == null) {
      return false;
    }
    @Nullable Snapshot epoch = null;
    boolean hole = false;
    for (Snapshot snapshot : Ancestry.of(table, version)) {
      if (snapshot.snapshotId() == point.snapshotId()) {
        return true;
      }
      boolean isEpoch = Ancestry.isEpoch(snapshot);
      epoch = epoch == null && isEpoch ? snapshot : epoch;
      hole = snapshot.parentId() != null && table.snapshot(snapshot.parentId()) == null;
    }
    return hole && epoch != null && chainLeadsTo(table, point, epoch);
  }

  private static boolean chainLeadsTo(TableMetadata table, RecoveryPoint point, Snapshot epoch) {
    String run = Ancestry.summary(epoch).getOrDefault(Keys.RUN, "");
    if (run.equals(point.run())) {
      Snapshot own = table.snapshot(point.snapshotId());
      return own != null && number(own) <= number(epoch);
    }
    @Nullable String origin = table.properties().get(Keys.origin(run));
    return origin != null && leadsTo(table, point, TextVectors.number(Keys.origin(run), origin));
  }

  static List<RecoveryPoint> list(TableMetadata table) {
    List<RecoveryPoint> points = new ArrayList<>();
    for (Map.Entry<String, String> property : table.properties().entrySet()) {
      if (property.getKey().startsWith(Keys.POINT)) {
        points.add(RecoveryPoint.of(property.getKey(), property.getValue()));
      }
    }
    points.sort(Comparator.comparing(RecoveryPoint::taken).reversed());
    return List.copyOf(points);
  }

  private static List<RecoveryPoint> older(TableMetadata table, Instant horizon) {
    List<RecoveryPoint> old = new ArrayList<>();
    Set<String> reached = new HashSet<>();
    for (RecoveryPoint point : list(table)) {
      boolean runIsThere = table.ref(RunNames.branch(point.run())) != null;
      boolean isOld = point.taken().isBefore(horizon);
      if (isOld && !(reached.add(point.run()) && runIsThere)) {
        old.add(point);
      }
    }
    return old;
  }

  private @Nullable Snapshot newestUpTo(TableMetadata table, String run, long checkpoint) {
    Snapshot head = Ancestry.head(table, RunNames.branch(run));
    if (head == null) {
      throw new RefusedException(
          "Cannot make a recovery point of %s/%s: there is no such run; `tidemark runs` lists them."
              .formatted(commits.name(), run));
    }
    for (Snapshot snapshot : Ancestry.of(table, head.snapshotId())) {
      if (run.equals(Ancestry.summary(snapshot).get(Keys.RUN)) && number(snapshot) <= checkpoint) {
        return snapshot;
      }
    }
    return null;
  }

  private static long number(Snapshot epoch) {
    return Long.parseLong(Ancestry.summary(epoch).getOrDefault(Keys.EPOCH, "0"));
  }
}
