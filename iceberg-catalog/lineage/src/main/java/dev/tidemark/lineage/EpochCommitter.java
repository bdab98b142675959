package dev.tidemark.lineage;

import dev.tidemark.lineage.CommitResult.AlreadyCommitted;
import dev.tidemark.lineage.CommitResult.Landed;
import dev.tidemark.lineage.CommitResult.Refused;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/**
 * Puts the epochs of one run onto its branch, each once, in the order of their chain, and moves
 * {@code main} along if the run leads.
 *
 * <p>Safe to kill between any two steps and to call again with the same epoch, from this process or
 * another:
 *
 * <ol>
 *   <li>nothing done: the epoch lands;
 *   <li>quarantine landed: it is recognised there by the epoch's id, and the epoch lands;
 *   <li>the epoch landed, answer lost or process dead: it is recognised by its id on the branch.
 * </ol>
 *
 * <p>Branch, stamp and {@code main} move in one commit, so there is no state in between. Why an
 * epoch never lands twice: {@link TableCommits}, {@link Chain}. Why a stale decision about the lead
 * never moves {@code main}: that decision is only sent with the metadata it was read from ({@link
 * Attempt}); and where a catalog compares nothing but the refs that a commit moves (REST), promote,
 * hold and rollback change {@code main} itself to an id it never had, so the comparison of {@code
 * main} fails. A run that gains the lead while its commit is under way is fenced the same way,
 * because promote puts its marker on that run's branch.
 *
 * <p>{@code main} is moved in the metadata that carries the epoch's snapshot, just before that is
 * sent: {@link Lead#fastForwardMain}. Only the epoch that puts the table on hold needs a
 * transaction.
 *
 * <p>A run forked from another one's savepoint finds that savepoint's own epoch among those it is
 * given; that one is looked for, not committed.
 *
 * <p>Not thread-safe; made for a single committer. Several processes may commit for one run at
 * once, and at most one of them makes progress.
 */
public final class EpochCommitter {
  /** Whether an epoch may be sent. */
  @FunctionalInterface
  public interface Permission {

    /**
     * Returns once the epoch may be sent, however long that takes. What it throws ends the commit,
     * with nothing sent.
     */
    void require() throws InterruptedException;
  }

  private final TableCommits commits;
  private final QuarantineCommits quarantine;
  private final String run;
  private final String branch;
  private final Clock clock;
  private final EpochCleaner cleaner;

  private EpochCommitter(
      TableCommits commits,
      QuarantineCommits quarantine,
      String run,
      Clock clock,
      EpochCleaner cleaner) {
    this.commits = commits;
    this.quarantine = quarantine;
    this.cleaner = cleaner;
    this.run = run;
    this.branch = RunNames.branch(run);
    this.clock = clock;
  }

  /** Opens the committer of a run of {@link LiveTable#startRun}. Asks the catalog nothing. */
  public static EpochCommitter open(
      Catalog catalog, TableIdentifier table, String run, Clock clock) {
    return open(catalog, table, run, clock, EpochCleaner.NONE);
  }

  /** The same, which leaves out erased persons. */
  public static EpochCommitter open(
      Catalog catalog, TableIdentifier table, String run, Clock clock, EpochCleaner cleaner) {
    return new EpochCommitter(
        commits(catalog, table, TableCommits.MISSING),
        quarantine(catalog, table, TableCommits.MISSING, cleaner),
        run,
        clock,
        cleaner);
  }

  /**
   * @param missing how long a missing table is waited for
   */
  static EpochCommitter open(
      Catalog catalog, TableIdentifier table, String run, Clock clock, Duration missing) {
    return new EpochCommitter(
        commits(catalog, table, missing),
        quarantine(catalog, table, missing, EpochCleaner.NONE),
        run,
        clock,
        EpochCleaner.NONE);
  }

  private static TableCommits commits(Catalog catalog, TableIdentifier table, Duration missing) {
    return new TableCommits(catalog, table, TableCommits.FOR_EVER, missing);
  }

  private static QuarantineCommits quarantine(
      Catalog catalog, TableIdentifier table, Duration missing, EpochCleaner cleaner) {
    TableCommits commits = commits(catalog, QuarantineTable.of(table), missing);
    return new QuarantineCommits(commits, table, cleaner);
  }

  /**
   * Commits an epoch, or finds out that it was committed, or that it must not be.
   *
   * <p>Blocks, warning in the log with every try, while the catalog or the storage cannot be
   * reached: nothing is lost by waiting.
   *
   * @throws InterruptedException if interrupted while waiting; the outcome is then unknown, and the
   *     next call with the same epoch finds it out
   */
  public CommitResult commit(Epoch epoch) throws InterruptedException {
    return commit(epoch, () -> {});
  }

  /**
   * The same for an epoch that may be sent only once something is known, which can be found out
   * while its manifests are written.
   *
   * @param permission asked before anything of the epoch is sent to a catalog, and not at all if
   *     the epoch was committed before or is refused
   */
  public CommitResult commit(Epoch epoch, Permission permission) throws InterruptedException {
    Tidemark tidemark = epoch.tidemark();
    boolean own = tidemark.run().equals(run);
    Attempts attempts = new Attempts(epoch, permission);
    try {
      CommitResult result =
          commits.run(own ? attempts::decide : table -> inherited(table, tidemark));
      if (result instanceof Landed) {
        attempts.files.deleteReplaced(commits.io());
      }
      return result;
    } catch (NoSuchTableException gone) {
      return new Refused(
          "Cannot commit epoch %d of run %s: %s is missing. Was it dropped or renamed? Start the run again on the table's new name."
              .formatted(tidemark.epoch(), run, gone.getMessage()));
    } catch (ValidationException
        | IllegalArgumentException
        | UnsupportedOperationException
        | BadRequestException impossible) {
      return new Refused(
          "Cannot commit epoch %d of run %s to %s: %s. The table or the catalog does not take this commit; see that it was not changed under the run."
              .formatted(tidemark.epoch(), run, commits.name(), impossible.getMessage()));
    }
  }

  private Step<CommitResult> inherited(TableMetadata table, Tidemark epoch) {
    return new Step.Done<>(new Inherited(commits.name(), table, run).find(epoch));
  }

  /** To be called when an epoch has landed and nobody waits: makes the next commit shorter. */
  public void readAhead() {
    commits.readAhead();
  }

  /** The tries at one epoch within one call. */
  private final class Attempts {
    private final Epoch epoch;
    private final EpochFiles files;
    private final long called = clock.millis();
    private final Permission permission;
    private boolean permitted;
    private boolean quarantined;
    private boolean tried;

    Attempts(Epoch epoch, Permission permission) {
      this.epoch = epoch;
      this.files = EpochFiles.of(epoch, cleaner);
      this.permission = permission;
    }

    Step<CommitResult> decide(TableMetadata table) throws InterruptedException {
      Snapshot head = Ancestry.head(table, branch);
      if (head == null) {
        return refuse(
            "Cannot commit epoch %d to %s: there is no branch %s. The run was retired or never started; start a new one."
                .formatted(epoch.tidemark().epoch(), commits.name(), branch));
      }
      Chain place = place(Ancestry.of(table, head.snapshotId()));
      if (place instanceof Chain.Holds holds) {
        return new Step.Done<>(found(table, holds.snapshot()));
      }
      if (place instanceof Chain.Broken broken) {
        return refuse(Chain.sentence(commits.name().toString(), branch, epoch.tidemark(), broken));
      }
      if (epoch.hasQuarantine() && !quarantined) {
        requirePermission();
        // Before the epoch, so that whoever sees the epoch finds its rejects; after the chain was
        // checked, so that a zombie adds nothing. It may take long: what follows is then decided on
        // old metadata, and loses its race.
        quarantine.land(epoch);
        quarantined = true;
      }
      return land(table, head);
    }

    private Step<CommitResult> land(TableMetadata table, Snapshot head) {
      tried = true;
      boolean leads = run.equals(Lead.of(table));
      Optional<String> moved = leads ? Lead.movedByOthers(table, branch, head) : Optional.empty();
      if (moved.isPresent()) {
        return new Step.Change<>(
            Step.Change.inOne(transaction -> appendAndHold(transaction, moved.get())),
            this::leaveMain,
            landed -> landed(landed, false, moved.get()));
      }
      return new Step.Change<>(
          this::append,
          leads ? this::moveMainAlong : this::leaveMain,
          landed -> landed(landed, leads, null));
    }

    private void append(Table table) {
      Map<String, String> summary = epoch.stamped(called, clock.millis()).toSummary();
      files.addTo(table, branch, summary, this::fits);
    }

    private void appendAndHold(Transaction transaction, String why) {
      append(transaction.table());
      Marker hold = Operation.start(Marker.Kind.HOLD, holder(), why, clock).marker(run, null);
      Markers.append(transaction, SnapshotRef.MAIN_BRANCH, hold);
      Lead.take(transaction, hold, run);
    }

    private TableMetadata moveMainAlong(TableMetadata changed) throws InterruptedException {
      requirePermission();
      return Lead.fastForwardMain(changed, branch);
    }

    private TableMetadata leaveMain(TableMetadata changed) throws InterruptedException {
      requirePermission();
      return changed;
    }

    /** Once it was given it holds for every try: it speaks of records that were read before. */
    private void requirePermission() throws InterruptedException {
      if (!permitted) {
        permission.require();
        permitted = true;
      }
    }

    private boolean fits(Iterable<Snapshot> ancestry) {
      return place(ancestry) instanceof Chain.Fits;
    }

    private Chain place(Iterable<Snapshot> ancestry) {
      return Chain.place(ancestry, epoch.tidemark().id(), epoch.tidemark().parent());
    }

    /** The epoch is there: by an earlier call, or by a try of this one whose answer was lost. */
    private CommitResult found(TableMetadata table, Snapshot snapshot) {
      if (!tried) {
        return new AlreadyCommitted(snapshot.snapshotId());
      }
      boolean onMain =
          SnapshotUtil.isAncestorOf(
              Ancestry.main(table).snapshotId(), snapshot.snapshotId(), table::snapshot);
      boolean held = holder().equals(table.properties().get(Keys.HELD_BY));
      return new Landed(
          snapshot.snapshotId(), onMain, held ? table.properties().get(Keys.HELD_WHY) : null);
    }

    private Landed landed(TableMetadata table, boolean movedMain, @Nullable String held) {
      return new Landed(table.ref(branch).snapshotId(), movedMain, held);
    }

    private Step<CommitResult> refuse(String sentence) {
      return new Step.Done<>(new Refused(sentence));
    }
  }

  private String holder() {
    return "run " + run;
  }
}
