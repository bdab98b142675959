package dev.tidemark.lineage;

import java.time.Duration;
import org.apache.iceberg.BaseMetastoreTableOperations;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one loop through which Tidemark changes a table: load, decide, try once; after anything but
 * success, load and decide again.
 *
 * <p>An attempt ends in one of four ways. It landed. It lost a race: decide again. Its outcome is
 * unknown (any other exception once something was sent: a lost answer, a database error, an
 * interrupted call): decide again, and it is the decision that must recognise its own work in the
 * table, by an id that the work carries. Or it could not even be sent: wait, unless Iceberg said
 * that it never can be.
 *
 * <p>Why repeating an attempt of unknown outcome cannot land it twice, even when the first request
 * is delivered late: both attempts move the same ref away from the same snapshot id, and every
 * catalog that {@code CatalogProbe} lets through compares that ref (or the whole metadata version)
 * with what the attempt was built on, in the same step in which it moves it. Whichever arrives
 * first moves the ref; the ref never returns to that id (branches do not rewind, {@code main} gets
 * markers); so the other is refused for ever.
 */
final class TableCommits {
  private static final Logger LOG = LoggerFactory.getLogger(TableCommits.class);

  /** How long a missing table is taken for a catalog in trouble: gateways answer 404 as well. */
  static final Duration MISSING = Duration.ofSeconds(30);

  /** For operations that a person waits for. */
  static final Duration PATIENT = Duration.ofMinutes(1);

  /** For jobs: they hold their records in Kafka and can wait as long as it takes. */
  static final Duration FOR_EVER = Duration.ofDays(36500);

  private final Catalog catalog;
  private final TableIdentifier name;
  private final Duration patience;
  private final Duration missing;
  private @Nullable Table table;
  private @Nullable OwnManifests manifests;

  TableCommits(Catalog catalog, TableIdentifier name, Duration patience) {
    this(catalog, name, patience, MISSING);
  }

  TableCommits(Catalog catalog, TableIdentifier name, Duration patience, Duration missing) {
    this.missing = missing;
    this.catalog = catalog;
    this.name = name;
    this.patience = patience;
  }

  /** Those of a table that was just loaded, which need not be read from storage a second time. */
  static TableCommits of(Catalog catalog, Table loaded, TableIdentifier name) {
    TableCommits commits = new TableCommits(catalog, name, PATIENT);
    commits.table = loaded;
    return commits;
  }

  TableIdentifier name() {
    return name;
  }

  /** The newest metadata. */
  TableMetadata fresh() {
    return operations().refresh();
  }

  /** The table's storage. */
  FileIO io() {
    return operations().io();
  }

  /**
   * Reads what a landed commit left, so that the next decision does not have to wait for it. Where
   * a catalog keeps a pointer to a metadata file, that decision then costs a look at the pointer; a
   * REST catalog sends the whole metadata again anyway, so there this would be work for nothing.
   * Nothing depends on it: what fails here is tried again by the next decision.
   */
  void readAhead() {
    try {
      if (operations() instanceof BaseMetastoreTableOperations pointed) {
        pointed.refresh();
      }
    } catch (RuntimeException later) {
      LOG.debug("Cannot read {} ahead of its next commit", name, later);
    }
  }

  /** The same for operations of people: an interruption is a refusal. */
  <R> R perform(Step.Decision<R> decide) {
    try {
      return run(decide);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new RefusedException(
          "Interrupted while changing %s; look at its history, then repeat the command, which is safe."
              .formatted(name),
          interrupted);
    }
  }

  /** Runs the loop. What {@code decide} throws ends it. */
  <R> R run(Step.Decision<R> decide) throws InterruptedException {
    Trouble trouble = new Trouble();
    while (true) {
      TableMetadata base = freshOr(trouble);
      if (base == null) {
        continue;
      }
      Step<R> step = decide.on(base);
      if (step instanceof Step.Done<R> done) {
        return done.result();
      }
      trouble.throwIfHopeless();
      Step.Change<R> change = (Step.Change<R>) step;
      TableMetadata landed = attempt(base, change, trouble);
      if (landed != null) {
        return change.landed().apply(landed);
      }
    }
  }

  private @Nullable TableMetadata freshOr(Trouble trouble) throws InterruptedException {
    try {
      TableMetadata base = fresh();
      trouble.missingSince = 0;
      return base;
    } catch (NoSuchTableException missing) {
      table = null;
      trouble.lost = null;
      trouble.missing(missing);
    } catch (RuntimeException unavailable) {
      trouble.unavailable(unavailable, "load");
    }
    return null;
  }

  private <R> @Nullable TableMetadata attempt(
      TableMetadata base, Step.Change<R> change, Trouble trouble) throws InterruptedException {
    Attempt attempt = trouble.lost == null ? attemptOn(base) : trouble.lost;
    trouble.lost = null;
    attempt.begin(base, change.finish());
    try {
      change.update().accept(attempt.table());
      return attempt.sent();
    } catch (Attempt.StoppedException stopped) {
      stopped.rethrow();
    } catch (Attempt.LostRaceException lost) {
      trouble.lost = attempt;
      trouble.conflict(lost);
    } catch (Attempt.RejectedException rejected) {
      failed(attempt, rejected.reason(), trouble);
    } catch (RuntimeException failure) {
      failed(attempt, failure, trouble);
    }
    return null;
  }

  private Attempt attemptOn(TableMetadata base) {
    TableOperations ops = operations();
    return new Attempt(ops, manifestsOf(ops.io()), name, base);
  }

  private static void failed(Attempt attempt, RuntimeException failure, Trouble trouble)
      throws InterruptedException {
    boolean impossible =
        failure instanceof ValidationException
            || failure instanceof IllegalArgumentException
            || failure instanceof UnsupportedOperationException
            || failure instanceof BadRequestException;
    if (!impossible) {
      trouble.unavailable(
          failure, attempt.wasSent() ? "learn the outcome of a commit to" : "write to");
    } else if (attempt.wasSent()) {
      // The catalog said no to the change itself; that is final unless the next look at the table
      // shows that it landed after all.
      trouble.hopeless = failure;
    } else {
      throw failure;
    }
  }

  private OwnManifests manifestsOf(FileIO io) {
    if (manifests == null || !manifests.isOf(io)) {
      manifests = new OwnManifests(io);
    }
    return manifests;
  }

  private TableOperations operations() {
    if (table == null) {
      table = catalog.loadTable(name);
    }
    if (table instanceof HasTableOperations own) {
      return own.operations();
    }
    throw new UnsupportedOperationException(
        "Table %s is a %s, which gives no access to its metadata; use a catalog whose tables do."
            .formatted(name, table.getClass().getName()));
  }

  /** What went wrong so far in one run of the loop, and the waiting that follows from it. */
  private final class Trouble {
    private final long since = System.nanoTime();
    private int conflicts;
    private int failures;
    private long missingSince;
    private @Nullable RuntimeException hopeless;

    /** The newest answer that did not come. */
    private @Nullable RuntimeException silence;

    /** The newest attempt, if all that happened to it was a lost race. */
    private @Nullable Attempt lost;

    void conflict(Attempt.LostRaceException lost) throws InterruptedException {
      failures = 0;
      if (isImpatient() && silence != null) {
        throw new UnansweredException(
            "Cannot commit to %s for %d s (%s, and others were first then); see that the catalog and its storage answer, then repeat the command, which is safe."
                .formatted(name, patience.toSeconds(), silence.getMessage()),
            silence);
      }
      if (isImpatient()) {
        throw new RefusedException(
            "Cannot commit to %s: others did so first each time, %d times in %d s. Repeat the command, which is safe; if that happens again, give its runs a checkpoint profile of longer intervals."
                .formatted(name, conflicts + 1, patience.toSeconds()),
            lost);
      }
      LOG.debug("Commit to {} lost a race, deciding again: {}", name, lost.getMessage());
      Backoff.CONFLICT.sleep(conflicts++);
    }

    void unavailable(RuntimeException cause, String what) throws InterruptedException {
      if (Thread.interrupted()) {
        InterruptedException interrupted =
            new InterruptedException("Interrupted while trying to %s %s.".formatted(what, name));
        interrupted.initCause(cause);
        throw interrupted;
      }
      if (isImpatient()) {
        throw new UnansweredException(
            "Cannot %s %s for %d s (%s); see that the catalog and its storage answer, then repeat the command, which is safe."
                .formatted(what, name, patience.toSeconds(), cause.getMessage()),
            cause);
      }
      silence = cause;
      LOG.warn(
          "Cannot {} {} (try {}), trying again: {}", what, name, failures + 1, cause.toString());
      Backoff.UNAVAILABLE.sleep(failures++);
    }

    void missing(NoSuchTableException cause) throws InterruptedException {
      if (missingSince == 0) {
        missingSince = System.nanoTime();
      }
      if (System.nanoTime() - missingSince > Math.min(missing.toNanos(), patience.toNanos())) {
        throw cause;
      }
      unavailable(cause, "find");
    }

    void throwIfHopeless() {
      if (hopeless != null) {
        throw hopeless;
      }
    }

    private boolean isImpatient() {
      return System.nanoTime() - since > patience.toNanos();
    }
  }
}
