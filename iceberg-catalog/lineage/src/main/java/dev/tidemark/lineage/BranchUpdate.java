package dev.tidemark.lineage;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ValidationException;

/**
 * A change of a branch's files beside its run: it lands once or not at all, and whoever asked for
 * it learns which.
 *
 * <p>Iceberg's own tries end neither way for sure. Lost races are tried again by themselves, and a
 * refusal may be the answer to a second sending of a request that has landed ({@link Attempt}): the
 * same rewrite, applied again above itself, lists its new files a second time; given up, it deletes
 * the manifests that the table refers to. Here each attempt is one, nothing that was sent is
 * cleaned up, and its snapshot carries an id for which the branch is searched before every further
 * one. Why an attempt of unknown outcome cannot land behind the next one: {@link TableCommits}.
 */
public final class BranchUpdate {
  private static final String ID = "tidemark.update";

  /** After so many lost races pauses grow no more: 80 ms. */
  private static final int LONGEST_PAUSE = 3;

  private final TableOperations ops;
  private final String branch;
  private final Attempt attempt;
  private final SnapshotUpdate<?> update;
  private final String id = UUID.randomUUID().toString();
  private final long end;

  private BranchUpdate(
      Table table,
      String branch,
      Duration patience,
      Function<Table, ? extends SnapshotUpdate<?>> change) {
    this.ops = ((HasTableOperations) table).operations();
    this.branch = branch;
    this.attempt = new Attempt(ops, ops.io(), TableIdentifier.of(table.name()), ops.current());
    this.update = change.apply(attempt.table());
    this.end = System.nanoTime() + patience.toNanos();
    update.set(ID, id);
  }

  /**
   * Commits a change, again and again for a minute if others are first.
   *
   * @param change makes it, of the table that it is given and of this branch; not committed
   * @return whether it landed. If not, it never will: it does not fit any more, or others were
   *     always first
   * @throws RuntimeException of the catalog or storage; whether it landed is not known then, and
   *     its files must stay
   */
  public static boolean commit(
      Table table, String branch, Function<Table, ? extends SnapshotUpdate<?>> change) {
    ((HasTableOperations) table).operations().refresh();
    return new BranchUpdate(table, branch, TableCommits.PATIENT, change).commit();
  }

  private boolean commit() {
    int lost = 0;
    int failed = 0;
    Optional<RuntimeException> sentInVain = Optional.empty();
    while (true) {
      TableMetadata base = ops.refresh();
      if (hasLanded(base)) {
        return true;
      }
      boolean patient = System.nanoTime() < end;
      if (!patient && sentInVain.isPresent()) {
        throw sentInVain.get();
      }
      if (!patient) {
        return false;
      }
      attempt.begin(base, Step.Finish.NOTHING);
      try {
        update.commit();
        return true;
      } catch (Attempt.LostRaceException race) {
        sentInVain = Optional.empty();
        // The run beside it does not wait longer and longer either.
        pause(Backoff.CONFLICT, Math.min(lost++, LONGEST_PAUSE));
      } catch (ValidationException unfit) {
        // Found before anything of this attempt was sent, on metadata that the last one is not in.
        return false;
      } catch (RuntimeException failure) {
        if (!attempt.wasSent()) {
          throw failure;
        }
        sentInVain = Optional.of(failure);
        pause(Backoff.UNAVAILABLE, failed++);
      }
    }
  }

  private boolean hasLanded(TableMetadata table) {
    Snapshot head = Ancestry.head(table, branch);
    if (head == null) {
      return false;
    }
    for (Snapshot snapshot : Ancestry.of(table, head.snapshotId())) {
      if (id.equals(Ancestry.summary(snapshot).get(ID))) {
        return true;
      }
    }
    return false;
  }

  private static void pause(Backoff backoff, int times) {
    try {
      backoff.sleep(times);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new RefusedException(
          "Interrupted while changing files of a branch; repeat the command, which is safe.",
          interrupted);
    }
  }
}
