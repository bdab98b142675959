package dev.tidemark.lineage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.UUID;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a pair of versions of two runs that hold exactly the same events, while both jobs go on:
 * the one that does not lead stands still where a version of the other one ends.
 *
 * <p><b>How.</b> A wish is a table property that names a version of the other run; the job of the
 * run sees it within seconds and stops each partition at that version's offset, or where it is if
 * it has read further. A job beside a live one has nearly always read further than the newest
 * version of the other has. But then it stands, its next epoch says where, and the other run's
 * first version beyond that is wished for next: now the job is below it everywhere, reads exactly
 * up to it, and its epoch holds what that version holds. Nothing depends on how soon anybody sees
 * anything: a pair is made only of two tidemarks whose offsets are equal.
 *
 * <p><b>How it ends.</b> Tags on both versions are set and the wish is taken away in one commit; or
 * it is taken away without tags; or its author is killed, and the job goes on when the wish's time
 * is over. A wish delays the run, and no row depends on it.
 */
public final class Cuts {
  private final TableCommits commits;
  private final Clock clock;
  private final String id = UUID.randomUUID().toString();
  private final Instant until;
  private final String by;

  /** What the last try was to leave, so that it is recognised if its answer was lost. */
  private @Nullable Pair tried;

  private Cuts(TableCommits commits, Clock clock, Instant until, String by) {
    this.commits = commits;
    this.clock = clock;
    this.until = until;
    this.by = by;
  }

  /**
   * Opens one attempt, by {@code by}, which ends in any case after {@code within}. Asks the catalog
   * nothing.
   */
  public static Cuts of(Catalog catalog, TableIdentifier table, Duration within, String by) {
    Clock clock = Clock.systemUTC();
    Instant until = clock.instant().plus(within);
    return new Cuts(new TableCommits(catalog, table, TableCommits.PATIENT), clock, until, by);
  }

  /** How an attempt stands. */
  public sealed interface Progress {
    /**
     * Both versions hold the same events, and are tagged.
     *
     * @param still tag on the version of the run that stood still
     * @param other tag on that of the other run
     */
    record Made(String still, String other) implements Progress {}

    /** The run is asked to stand still at this version, which holds so many events more. */
    record Asked(long snapshotId, long eventsLeft) implements Progress {}

    /** The run has read so many events that no version of the other run holds yet. */
    record Ahead(long events) implements Progress {}
  }

  /**
   * Goes one step on, at most one commit; to be called until the pair is made.
   *
   * @param still the run that stands still
   * @param other the run that goes on
   * @throws RefusedException if there is no such run or one has no events yet, if {@code still}
   *     leads, or if somebody else has it stand still
   */
  public Progress step(String still, String other) {
    return commits.perform(
        table -> {
          if (tried != null && tried.isIn(table)) {
            return new Step.Done<>(tried.made());
          }
          Snapshot own = newest(table, still);
          Snapshot newest = newest(table, other);
          Cut now = asked(table, still);
          requireFree(table, still, now);
          Snapshot at =
              now == null || !now.id().equals(id) ? null : table.snapshot(now.snapshotId());
          if (at != null && left(own, at) == 0 && left(at, own) == 0) {
            return made(table, still, own, other, at);
          }
          if (at != null && left(at, own) == 0) {
            return new Step.Done<>(new Progress.Asked(at.snapshotId(), left(own, at)));
          }
          Snapshot next = firstBeyond(table, other, own);
          if (at != null && next == null) {
            return new Step.Done<>(new Progress.Ahead(left(newest, own)));
          }
          return ask(still, own, next == null ? newest : next);
        });
  }

  /** Takes the wish away, if it is there; the run goes on within seconds. */
  public void release(String still) {
    commits.perform(
        table -> {
          Cut now = asked(table, still);
          if (now == null || !now.id().equals(id)) {
            return new Step.Done<>(true);
          }
          return Step.Change.of(
              transaction -> transaction.updateProperties().remove(now.key()).commit(),
              landed -> true);
        });
  }

  /** The wish for a run, whether or not its time is over; null if there is none. */
  static @Nullable Cut asked(TableMetadata table, String run) {
    String text = table.properties().get(Keys.cut(run));
    return text == null ? null : Cut.of(run, text);
  }

  /** Sent late, after the attempt is over, a wish ends by its time. */
  private Step<Progress> ask(String still, Snapshot own, Snapshot at) {
    Cut wish = new Cut(still, at.snapshotId(), until, id, by);
    Progress asked = new Progress.Asked(at.snapshotId(), left(own, at));
    return Step.Change.of(
        transaction -> transaction.updateProperties().set(wish.key(), wish.text()).commit(),
        landed -> asked);
  }

  private Step<Progress> made(
      TableMetadata table, String still, Snapshot own, String other, Snapshot at) {
    int number = next(table);
    Pair pair =
        new Pair(
            Keys.CUT_TAG + still + "_" + number,
            own.snapshotId(),
            Keys.CUT_TAG + other + "_" + number,
            at.snapshotId());
    tried = pair;
    return Step.Change.of(
        transaction -> {
          transaction
              .manageSnapshots()
              .createTag(pair.still(), pair.ofStill())
              .createTag(pair.other(), pair.ofOther())
              .commit();
          transaction.updateProperties().remove(Keys.cut(still)).commit();
        },
        landed -> pair.made());
  }

  private static int next(TableMetadata table) {
    int last = 0;
    for (String name : table.refs().keySet()) {
      if (name.startsWith(Keys.CUT_TAG)) {
        String number = name.substring(name.lastIndexOf('_') + 1);
        last = Math.max(last, parsed(number).orElse(0));
      }
    }
    return last + 1;
  }

  private static OptionalInt parsed(String number) {
    return number.matches("[0-9]{1,9}")
        ? OptionalInt.of(Integer.parseInt(number))
        : OptionalInt.empty();
  }

  private void requireFree(TableMetadata table, String still, @Nullable Cut now) {
    if (still.equals(Lead.of(table))) {
      throw new RefusedException(
          "Cannot have %s/%s stand still: it leads, and readers of main would wait. Give the run beside it as the one that stands still."
              .formatted(commits.name(), still));
    }
    if (now != null && !now.id().equals(id) && clock.instant().isBefore(now.until())) {
      throw new RefusedException(
          "Cannot have %s/%s stand still: %s has it stand still at version %d until %s. Repeat the command then."
              .formatted(commits.name(), still, now.by(), now.snapshotId(), now.until()));
    }
  }

  private Snapshot newest(TableMetadata table, String run) {
    Snapshot head = Ancestry.head(table, RunNames.branch(run));
    if (head == null) {
      throw new RefusedException(
          "Cannot make a cut of %s/%s: there is no such run; the runs are %s."
              .formatted(commits.name(), run, Runs.names(table)));
    }
    return Ancestry.nearestEpoch(table, head.snapshotId())
        .orElseThrow(
            () ->
                new RefusedException(
                    "Cannot make a cut of %s/%s: it holds no events yet; wait for its first epoch."
                        .formatted(commits.name(), run)));
  }

  /** The oldest epoch that has read at least as far everywhere; null if there is none yet. */
  private static @Nullable Snapshot firstBeyond(TableMetadata table, String run, Snapshot own) {
    Snapshot found = null;
    for (Snapshot snapshot : Ancestry.of(table, table.ref(RunNames.branch(run)).snapshotId())) {
      if (Ancestry.isEpoch(snapshot)) {
        if (left(snapshot, own) > 0) {
          break;
        }
        found = snapshot;
      }
    }
    return found;
  }

  /** Events that an epoch has not read of those that another one has. */
  private static long left(Snapshot epoch, Snapshot other) {
    return PartitionLag.total(
        Behind.gaps(Tidemark.of(epoch).orElseThrow(), Tidemark.of(other).orElseThrow()));
  }

  private record Pair(String still, long ofStill, String other, long ofOther) {
    boolean isIn(TableMetadata table) {
      return is(table.ref(still), ofStill) && is(table.ref(other), ofOther);
    }

    private static boolean is(@Nullable SnapshotRef ref, long snapshotId) {
      return ref != null && ref.snapshotId() == snapshotId;
    }

    Progress made() {
      return new Progress.Made(still, other);
    }
  }
}
