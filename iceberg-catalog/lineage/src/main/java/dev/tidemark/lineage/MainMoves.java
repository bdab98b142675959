package dev.tidemark.lineage;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Promote, hold, rollback: one commit each, which gives {@code main} a snapshot id that it never
 * had.
 *
 * <p>A kill before the commit leaves the table as it was, a kill after it leaves it done; repeating
 * the call then finds that nothing is left to do. Within a call, a try whose answer was lost is
 * recognised by the marker's id.
 */
final class MainMoves {
  private final TableCommits commits;
  private final Clock clock;

  MainMoves(TableCommits commits, Clock clock) {
    this.commits = commits;
    this.clock = clock;
  }

  Marker promote(Promotion wish) {
    Operation operation = Operation.start(Marker.Kind.PROMOTE, wish.by(), wish.reason(), clock);
    return commits.perform(
        table -> {
          Optional<Marker> done = done(table, operation);
          return done.isPresent() ? new Step.Done<>(done.get()) : give(table, wish, operation);
        });
  }

  /**
   * Undoes one move and no other: whoever waits for the run that led before must not take back what
   * somebody else has done meanwhile.
   */
  Marker undo(Marker move, String by, boolean allowRegress) {
    String reason = "undo of %s by %s".formatted(move.kind().text(), move.by());
    Operation operation = Operation.start(Marker.Kind.PROMOTE, by, reason, clock);
    return commits.perform(
        table -> {
          Optional<Marker> done = done(table, operation);
          if (done.isPresent()) {
            return new Step.Done<>(done.get());
          }
          requireLast(table, move);
          var wish = new Promotion(leadBefore(table), by, reason, allowRegress, false);
          return give(table, wish, operation);
        });
  }

  private void requireLast(TableMetadata table, Marker move) {
    Marker last = toUndo(table);
    if (!last.id().equals(move.id())) {
      throw new RefusedException(
          "Cannot undo the %s on %s: main was moved since (%s). Look at `tidemark history %s --moves`, then decide anew."
              .formatted(move.kind().text(), commits.name(), described(last), commits.name()));
    }
  }

  private Step<Marker> give(TableMetadata table, Promotion wish, Operation operation) {
    String branch = RunNames.branch(wish.run());
    Snapshot head = Runs.requireHead(table, commits.name(), wish.run());
    if (wish.run().equals(Lead.of(table)) && Lead.movedByOthers(table, branch, head).isEmpty()) {
      // What is said of a lead whose promote is long forgotten is what was wished for.
      return new Step.Done<>(
          lastMove(table).orElseGet(() -> operation.marker(wish.run(), wish.run())));
    }
    requireNoForeignWrite(table, wish, head);
    requireNoRegress(table, wish, head);
    Marker marker = operation.marker(Lead.latest(table), wish.run());
    return Step.Change.of(
        transaction -> {
          BeforeTags.add(table, transaction, marker.at());
          Markers.append(transaction, branch, marker);
          Lead.moveMain(transaction, branch);
          Lead.give(transaction, wish.run(), marker);
        },
        landed -> marker);
  }

  Marker hold(String by, String reason) {
    Operation operation = Operation.start(Marker.Kind.HOLD, by, reason, clock);
    return commits.perform(
        table -> {
          Optional<Marker> done = done(table, operation);
          if (done.isPresent() || isHeld(table)) {
            return new Step.Done<>(done.orElseGet(() -> newest(table)));
          }
          Marker marker = operation.marker(Lead.of(table), null);
          return Step.Change.of(
              transaction -> {
                Markers.append(transaction, SnapshotRef.MAIN_BRANCH, marker);
                Lead.take(transaction, marker, Lead.latest(table));
              },
              landed -> marker);
        });
  }

  Marker rollback(long snapshotId, String by, String reason) {
    Operation operation = Operation.start(Marker.Kind.ROLLBACK, by, reason, clock);
    return commits.perform(
        table -> {
          Optional<Marker> done = done(table, operation);
          if (done.isPresent() || isRolledBackTo(table, snapshotId)) {
            return new Step.Done<>(done.orElseGet(() -> newest(table)));
          }
          requireEpoch(table, snapshotId);
          Marker marker = operation.marker(Lead.latest(table), null);
          return Step.Change.of(
              transaction -> {
                BeforeTags.add(table, transaction, marker.at());
                transaction
                    .manageSnapshots()
                    .replaceBranch(SnapshotRef.MAIN_BRANCH, snapshotId)
                    .commit();
                Markers.append(transaction, SnapshotRef.MAIN_BRANCH, marker);
                Lead.take(transaction, marker, Lead.latest(table));
              },
              landed -> marker);
        });
  }

  /**
   * Fast-forwards {@code main} to the head of the lead's branch, if only maintenance lies between.
   * It needs no marker: {@code main} moves to where the lead's next epoch would take it too. That
   * epoch, or a promote, hold or rollback that comes first, changes {@code main}, so that this is
   * refused by the comparison of {@code main} and decided anew.
   *
   * @return whether {@code main} is at the lead's head now; false on a held table too
   */
  boolean carryAlong() {
    return commits.perform(
        table -> {
          @Nullable String lead = Lead.of(table);
          if (lead == null) {
            return new Step.Done<>(false);
          }
          String branch = RunNames.branch(lead);
          Snapshot head = Runs.requireHead(table, commits.name(), lead);
          boolean isThere = head.snapshotId() == Ancestry.main(table).snapshotId();
          if (isThere || Lead.movedByOthers(table, branch, head).isPresent()) {
            return new Step.Done<>(isThere);
          }
          return Step.Change.of(
              transaction ->
                  transaction
                      .manageSnapshots()
                      .fastForwardBranch(SnapshotRef.MAIN_BRANCH, branch)
                      .commit(),
              landed -> true);
        });
  }

  /**
   * What was done to {@code main} and is left, newest first, whichever branch it was on: in the
   * order in which {@code main} came there, as far as that is known. Other programs' writes too.
   */
  static List<Version> all(TableMetadata table) {
    Map<Long, Version> moves = new LinkedHashMap<>();
    Seen.of(table).forEach(seen -> add(seen.snapshot(), moves));
    for (Snapshot snapshot : Ancestry.of(table, Ancestry.main(table).snapshotId())) {
      add(snapshot, moves);
    }
    return List.copyOf(moves.values());
  }

  private static void add(Snapshot snapshot, Map<Long, Version> moves) {
    boolean isMaintenance = DataOperations.REPLACE.equals(snapshot.operation());
    if (!Ancestry.isEpoch(snapshot) && !isMaintenance) {
      moves.putIfAbsent(snapshot.snapshotId(), Version.of(snapshot));
    }
  }

  /** The run that led before the newest marker that changed it. */
  Optional<String> findLeadBefore(TableMetadata table) {
    for (Snapshot snapshot : Ancestry.of(table, Ancestry.main(table).snapshotId())) {
      @Nullable String from = Markers.of(snapshot).map(Marker::from).orElse(null);
      if (from != null) {
        return Optional.of(from);
      }
    }
    // A note is older than the lead if something moved it that takes none.
    return Markers.noted(table)
        .filter(noted -> Objects.equals(noted.to(), Lead.of(table)))
        .map(Marker::from);
  }

  /** The newest marker under {@code main}, or what is noted of it once it was expired. */
  static Optional<Marker> lastMove(TableMetadata table) {
    return Markers.newest(table, Ancestry.main(table).snapshotId()).or(() -> Markers.noted(table));
  }

  /** The same, or a refusal: also if that run leads, so that the undo would do nothing. */
  String leadBefore(TableMetadata table) {
    String before = findLeadBefore(table).orElseThrow(this::noneLed);
    if (before.equals(Lead.of(table))) {
      throw new RefusedException(
          "Cannot undo on %s: %s leads, as it did before the last move (%s). A rollback or hold that was undone is done again by its own command; to have another run lead, promote it."
              .formatted(
                  commits.name(),
                  before,
                  lastMove(table).map(MainMoves::described).orElse("forgotten")));
    }
    return before;
  }

  /** What an undo takes back, or a refusal. */
  Marker toUndo(TableMetadata table) {
    return lastMove(table).orElseThrow(this::noneLed);
  }

  private RefusedException noneLed() {
    return new RefusedException(
        "Cannot undo on %s: no run led before; promote the run that shall lead."
            .formatted(commits.name()));
  }

  private static String described(Marker marker) {
    return "%s by %s: %s".formatted(marker.kind().text(), marker.by(), marker.reason());
  }

  static boolean isHeld(TableMetadata table) {
    return Lead.of(table) == null && table.properties().containsKey(Keys.HELD_WHY);
  }

  private static Optional<Marker> done(TableMetadata table, Operation operation) {
    return Markers.find(table, Ancestry.main(table).snapshotId(), operation.id());
  }

  private static boolean isRolledBackTo(TableMetadata table, long snapshotId) {
    Snapshot main = Ancestry.main(table);
    return isHeld(table)
        && main.parentId() != null
        && main.parentId() == snapshotId
        && Markers.of(main).filter(it -> it.kind() == Marker.Kind.ROLLBACK).isPresent();
  }

  private Marker newest(TableMetadata table) {
    return lastMove(table)
        .orElseThrow(
            () ->
                new RefusedException(
                    "Table %s has no marker under main; its old snapshots were expired without the root, so create the table anew."
                        .formatted(commits.name())));
  }

  private void requireEpoch(TableMetadata table, long snapshotId) {
    Snapshot snapshot = table.snapshot(snapshotId);
    SnapshotRef root = table.ref(Keys.ROOT_TAG);
    boolean isRoot = root != null && root.snapshotId() == snapshotId;
    if (snapshot == null || !(isRoot || Ancestry.isEpoch(snapshot))) {
      throw new RefusedException(
          "Cannot roll %s back to snapshot %d: %s; choose an epoch out of its history."
              .formatted(
                  commits.name(),
                  snapshotId,
                  snapshot == null
                      ? "it does not exist or was expired"
                      : "it is no epoch and not the root"));
    }
  }

  private void requireNoForeignWrite(TableMetadata table, Promotion wish, Snapshot head) {
    Optional<Snapshot> foreign = Lead.foreignWrite(table, head);
    if (foreign.isPresent() && !wish.discardForeign()) {
      throw new RefusedException(
          "Cannot promote %s/%s: main holds snapshot %d (%s), which no run wrote and which readers would lose. Keep its effect by a replay with exclusions, or pass --discard-foreign."
              .formatted(
                  commits.name(),
                  wish.run(),
                  foreign.get().snapshotId(),
                  foreign.get().operation()));
    }
  }

  private void requireNoRegress(TableMetadata table, Promotion wish, Snapshot head) {
    Optional<Tidemark> shown =
        Ancestry.nearestEpoch(table, Ancestry.main(table).snapshotId()).flatMap(Tidemark::of);
    if (wish.allowRegress() || shown.isEmpty()) {
      return;
    }
    Tidemark candidate =
        Ancestry.nearestEpoch(table, head.snapshotId()).flatMap(Tidemark::of).orElse(null);
    List<PartitionLag> gaps = Behind.gaps(candidate, shown.get());
    if (!gaps.isEmpty()) {
      throw new BehindException(
          "Cannot promote %s/%s: %s. Wait, or pass --allow-regress."
              .formatted(commits.name(), wish.run(), Behind.describe(gaps)),
          gaps);
    }
  }
}
