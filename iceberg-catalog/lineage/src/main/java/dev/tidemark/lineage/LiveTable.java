package dev.tidemark.lineage;

import dev.tidemark.catalog.TableSchemas;
import dev.tidemark.definition.Recovery;
import dev.tidemark.definition.TableDefinition;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * A live table: its runs, its lead, its history, and the operations on {@code main}.
 *
 * <p>Every operation is one metadata commit and safe to repeat: after a kill, or an answer that
 * never came, calling it again finds its work done or does it. Reading methods ask the catalog each
 * time. An operation that must not be done throws {@link RefusedException}; so does one that the
 * catalog does not answer for a minute. Not thread-safe; open one per thread.
 */
public final class LiveTable {
  private static final String START = "tidemark";

  private final Catalog catalog;
  private final TableIdentifier name;
  private final TableCommits commits;
  private final Runs runs;
  private final MainMoves moves;
  private final ExclusionLedger ledger;
  private final Retirement retirement;
  private final DeclaredRecovery recovery;

  private LiveTable(Catalog catalog, TableIdentifier name, TableCommits commits, Clock clock) {
    this.catalog = catalog;
    this.name = name;
    this.commits = commits;
    this.runs = new Runs(commits, clock);
    this.moves = new MainMoves(commits, clock);
    this.ledger = new ExclusionLedger(commits, clock);
    this.retirement = new Retirement(commits, clock);
    this.recovery = new DeclaredRecovery(commits);
  }

  /** Creates the table of a definition; see the other {@code create}. */
  public static LiveTable create(Catalog catalog, TableDefinition definition) {
    return create(catalog, definition, Clock.systemUTC());
  }

  /** The same, whose markers take their time from {@code clock}. */
  public static LiveTable create(Catalog catalog, TableDefinition definition, Clock clock) {
    Map<String, String> properties = new LinkedHashMap<>(TableSchemas.properties(definition));
    properties.put(Keys.TABLE_DEFINITION, definition.fingerprint());
    return create(
        catalog,
        TableSchemas.identifier(definition),
        TableSchemas.schema(definition),
        TableSchemas.spec(definition),
        TableSchemas.sortOrder(definition),
        properties,
        clock);
  }

  /**
   * Creates the table, its root and its quarantine table, or opens them if they are there.
   *
   * @throws dev.tidemark.catalog.UnfitCatalogException if the catalog cannot keep a live table;
   *     that is tried out before the table is made
   *     <p>A table that lacks the last columns, all optional, or has narrower types is opened as it
   *     is; {@link #grow} makes it fit.
   * @throws RefusedException if a table of that name exists that is no live table, or has other
   *     columns, key, partitioning or format version
   */
  public static LiveTable create(
      Catalog catalog,
      TableIdentifier name,
      Schema schema,
      PartitionSpec spec,
      SortOrder order,
      Map<String, String> properties) {
    return create(catalog, name, schema, spec, order, properties, Clock.systemUTC());
  }

  private static LiveTable create(
      Catalog catalog,
      TableIdentifier name,
      Schema schema,
      PartitionSpec spec,
      SortOrder order,
      Map<String, String> properties,
      Clock clock) {
    new TableCreation(catalog, name, clock).create(schema, spec, order, properties);
    return new LiveTable(
        catalog, name, new TableCommits(catalog, name, TableCommits.PATIENT), clock);
  }

  /**
   * Opens a live table.
   *
   * @throws org.apache.iceberg.exceptions.NoSuchTableException if there is none
   * @throws RefusedException if it is no live table
   */
  public static LiveTable open(Catalog catalog, TableIdentifier name) {
    return open(catalog, name, Clock.systemUTC());
  }

  /** Opens a live table whose markers take their time from {@code clock}. */
  public static LiveTable open(Catalog catalog, TableIdentifier name, Clock clock) {
    Table table = catalog.loadTable(name);
    TableCreation.requireLive(table, name);
    return new LiveTable(catalog, name, TableCommits.of(catalog, table, name), clock);
  }

  /**
   * Adds the optional columns that a newer version of the definition has behind those of the table,
   * and widens types, in one commit. Repeatable; does nothing if the table fits.
   *
   * @throws RefusedException if it can never fit
   */
  public void grow(TableDefinition definition) {
    Schema wanted = TableSchemas.schema(definition);
    commits.perform(
        table -> {
          SchemaChange change =
              SchemaChange.between(table.schema(), wanted)
                  .orElseThrow(
                      () ->
                          new RefusedException(
                              "Cannot make %s fit: it has the columns %s, the definition has %s; give the definition another table name."
                                  .formatted(name, table.schema().asStruct(), wanted.asStruct())));
          if (change.isEmpty()) {
            return new Step.Done<>(true);
          }
          return new Step.Change<>(
              loaded -> {
                UpdateSchema update = loaded.updateSchema();
                change.apply(update);
                update.commit();
              },
              Step.Finish.NOTHING,
              landed -> true);
        });
  }

  /** How far back the table is meant to go. */
  public Recovery recovery() {
    return recovery.get();
  }

  /** Says how far back the table is meant to go, in place of what was said before. */
  public void declare(Recovery declared) {
    recovery.set(declared);
  }

  /** The table's name. */
  public TableIdentifier name() {
    return name;
  }

  /** The Iceberg table, freshly loaded. */
  public Table table() {
    return catalog.loadTable(name);
  }

  /** The quarantine table, freshly loaded. */
  public Table quarantine() {
    return catalog.loadTable(QuarantineTable.of(name));
  }

  /**
   * How many rows were written to quarantine; one that another run replaced counts twice until that
   * table is compacted.
   */
  public long quarantinedRows() {
    Snapshot newest = quarantine().currentSnapshot();
    return newest == null
        ? 0
        : Long.parseLong(Ancestry.summary(newest).getOrDefault("total-records", "0"));
  }

  /**
   * Starts a run from nothing, on a branch that begins at the root; gives the branch. The run
   * leaves out what the table's exclusions leave out at this moment ({@link #exclusionsOf}). If the
   * run was started so before, that is all it does: a restarted job calls it again, whoever leads
   * and whatever is excluded by then.
   *
   * @param asLead the run also gets the lead; only for the first run of a table
   * @throws RefusedException if the id belongs to a run with another beginning, or, for a new run,
   *     if another run leads or the table is held
   */
  public String startRun(String run, boolean asLead) {
    return runs.start(run, null, asLead, START);
  }

  /**
   * Starts a run that goes on from a snapshot of another one; gives its branch. Repeatable like
   * {@link #startRun}.
   *
   * @throws RefusedException if there is no such snapshot, if it holds events that the table leaves
   *     out, or if the id belongs to another run
   */
  public String forkRun(String run, long snapshotId) {
    return runs.start(run, snapshotId, false, START);
  }

  /**
   * Leaves out offsets in every run that starts from now on; runs that are there keep what they
   * began with. Ranges are only ever added. Does nothing if all of them are left out already.
   *
   * @param ranges name topics by their id too: {@link Tidemark#topic} of what a run committed, or
   *     the cluster, says it
   * @return the new entry of the ledger; empty if there was nothing to do
   */
  public Optional<ExclusionEntry> exclude(List<Exclusion> ranges, String by, String reason) {
    return ledger.add(ranges, by, reason);
  }

  /** The ledger of excluded offsets, oldest entry first. */
  public List<ExclusionEntry> exclusions() {
    return ExclusionLedger.entries(commits.fresh());
  }

  /** What the ledger leaves out altogether: the fewest ranges, sorted, without overlaps. */
  public List<Exclusion> excluded() {
    return ExclusionLedger.effective(commits.fresh());
  }

  /**
   * What a run leaves out: the ledger as it was when the run was started, merged and sorted. It is
   * written in the commit that starts the run and never changes, so a restart reads it here. It may
   * name topics that the run does not read, or earlier topics of the same name: only ranges whose
   * topic <i>id</i> is one of the run's topics apply to it. Empty for an unknown run.
   */
  public List<Exclusion> exclusionsOf(String run) {
    return ExclusionLedger.ofRun(commits.fresh(), run);
  }

  /** Its recovery points. */
  public RecoveryPoints recoveryPoints() {
    return new RecoveryPoints(commits);
  }

  /** Its savepoints that are to be deleted. */
  public LeftSavepoints leftSavepoints() {
    return new LeftSavepoints(commits);
  }

  /** What Kafka's brokers let its runs have. */
  public RunQuotas quotas() {
    return new RunQuotas(commits);
  }

  /** All runs that have a branch, by id. */
  public List<Run> runs() {
    return Runs.list(commits.fresh());
  }

  /** Whether a run of that id was ended for good. */
  public boolean isRetired(String run) {
    return commits.fresh().properties().containsKey(Keys.retired(run));
  }

  /** The run that moves {@code main}; empty while the table is held or has no run. */
  public Optional<String> lead() {
    return Optional.ofNullable(Lead.of(commits.fresh()));
  }

  /** Why the table is held; empty if it is not. */
  public Optional<String> heldBecause() {
    return held().map(Hold::why);
  }

  /** Why, since when and by whom the table is held; empty if it is not. */
  public Optional<Hold> held() {
    return Hold.of(commits.fresh());
  }

  /** The newest tidemark on a branch ({@code main} or a run's). */
  public Optional<Tidemark> head(String branch) {
    TableMetadata table = commits.fresh();
    return Ancestry.nearestEpoch(table, requireBranch(table, branch).snapshotId())
        .flatMap(Tidemark::of);
  }

  /**
   * The snapshots of a branch ({@code main} or a run's), newest first, back to the root or to the
   * oldest one retained. Read from one version of the table; summaries are decoded while iterating.
   */
  public Iterable<Version> history(String branch) {
    TableMetadata table = commits.fresh();
    return Versions.of(table, requireBranch(table, branch).snapshotId());
  }

  /**
   * What readers of {@code main} saw and is left, newest first: all of it lately, beyond the
   * expired versions those that are kept.
   */
  public List<Seen> seen() {
    return Seen.of(commits.fresh());
  }

  /** The oldest epoch that readers saw and that is left. */
  public Optional<Version.Stamped> oldestSeen() {
    return Seen.oldestEpoch(commits.fresh());
  }

  /**
   * One snapshot of the table, whatever branch it is on.
   *
   * @return empty if there is no such snapshot, or it was expired
   */
  public Optional<Version> version(long snapshotId) {
    return Optional.ofNullable(commits.fresh().snapshot(snapshotId)).map(Versions::of);
  }

  /**
   * Gives the lead to a run and points {@code main} at its branch; the old head of {@code main} is
   * tagged {@code tidemark_before_<n>}. A table on hold is then held no more. Does nothing if the
   * run leads already.
   *
   * @return the marker under {@code main}; the wish itself if the run leads already and its marker
   *     was expired and is not noted
   * @throws BehindException if the run is behind {@code main} in some partition; unless the wish
   *     allows it
   * @throws RefusedException if there is no such run, or if {@code main} holds a foreign write that
   *     would be lost, unless the wish allows that
   */
  public Marker promote(Promotion wish) {
    return moves.promote(wish);
  }

  /** Gives the lead to a run, without dropping foreign writes; see the other {@code promote}. */
  public Marker promote(String run, String by, String reason, boolean allowRegress) {
    return promote(new Promotion(run, by, reason, allowRegress, false));
  }

  /**
   * Takes the lead from the run that has it; {@code main} stands still until a promote, and runs go
   * on committing to their branches. Does nothing if the table is held already.
   *
   * @return the marker under {@code main}
   */
  public Marker hold(String by, String reason) {
    return moves.hold(by, reason);
  }

  /**
   * Points {@code main} at an older epoch (or the root) and holds the table; the old head of {@code
   * main} is tagged {@code tidemark_before_<n>}. Does nothing if that was the last thing done.
   *
   * @return the marker under {@code main}, whose parent is the chosen epoch
   * @throws RefusedException if the snapshot is no epoch of this table
   */
  public Marker rollback(long snapshotId, String by, String reason) {
    return moves.rollback(snapshotId, by, reason);
  }

  /**
   * Shows readers what maintenance did on the lead's branch, without waiting for the lead's next
   * epoch. Does nothing if more than maintenance lies between, or the table is held.
   *
   * @return whether {@code main} is at the lead's head now
   */
  public boolean carryMainAlong() {
    return moves.carryAlong();
  }

  /**
   * Gives the lead back to the run that had it before the last promote, hold or rollback. Undoing a
   * promote twice is doing it again; of a hold or rollback the second is refused.
   *
   * @throws RefusedException if no run led before, if that one leads, or as for {@link
   *     #promote(Promotion)}
   */
  public Marker undo(String by) {
    return undo(by, false);
  }

  /** The same, allowed to show readers fewer events than now. */
  public Marker undo(String by, boolean allowRegress) {
    return undo(lastMove(), by, allowRegress);
  }

  /**
   * The same, of a move that was {@link #lastMove} when somebody decided to undo it.
   *
   * @throws RefusedException if {@code main} was moved since
   * @throws UnansweredException if it is not known whether it landed; to repeat it is not safe then
   */
  public Marker undo(Marker move, String by, boolean allowRegress) {
    try {
      return moves.undo(move, by, allowRegress);
    } catch (UnansweredException silence) {
      throw new UnansweredException(
          "Whether the undo on %s landed is not known (%s). See that the catalog and its storage answer, then look at `tidemark history %s --moves`: if it did, a second undo would take it back."
              .formatted(name, Objects.requireNonNull(silence.getCause()).getMessage(), name),
          silence);
    }
  }

  /**
   * The last promote, hold or rollback: what {@link #undo} takes back.
   *
   * @throws RefusedException if none is known any more
   */
  public Marker lastMove() {
    return moves.toUndo(commits.fresh());
  }

  /**
   * What was done to {@code main}, newest first, whichever branch that was on; beyond the recovery
   * horizon as far as it is left. Other programs' writes are among them.
   */
  public List<Version> moves() {
    return MainMoves.all(commits.fresh());
  }

  /** The run to which {@link #undo} would give the lead; empty if it would be refused. */
  public Optional<String> leadBefore() {
    TableMetadata table = commits.fresh();
    return moves.findLeadBefore(table).filter(run -> !run.equals(Lead.of(table)));
  }

  /**
   * Whether {@code main} holds a write that no run made and that readers would lose if this run
   * were promoted, by {@link #undo} too; false if there is no such run.
   */
  public boolean wouldLoseForeignWrite(String run) {
    TableMetadata table = commits.fresh();
    Snapshot head = Ancestry.head(table, RunNames.branch(run));
    return head != null && Lead.foreignWrite(table, head).isPresent();
  }

  /**
   * Ends a run for good: removes its branch. Its id is never used again; a job that still commits
   * for it fails for good. Its versions stay as long as a tag or {@code main} reaches them, or
   * until they are expired.
   *
   * @return false if it was retired before
   * @throws RefusedException if there is no such run, if it leads, or if readers of {@code main}
   *     see an epoch of it. (A rollback of {@code main} to one of its epochs at the same moment
   *     lands all the same, and takes nothing from readers.)
   */
  public boolean retire(String run, String by, String reason) {
    return retirement.retire(run, by, reason);
  }

  private Snapshot requireBranch(TableMetadata table, String branch) {
    Snapshot head = Ancestry.head(table, branch);
    if (head == null) {
      throw new RefusedException(
          "Table %s has no branch %s; the branches are %s."
              .formatted(
                  name,
                  branch,
                  table.refs().keySet().stream()
                      .filter(ref -> table.ref(ref).isBranch())
                      .sorted()
                      .toList()));
    }
    return head;
  }
}
