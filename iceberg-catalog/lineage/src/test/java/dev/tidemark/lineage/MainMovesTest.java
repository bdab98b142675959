package dev.tidemark.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.lineage.CommitResult.Landed;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MainMovesTest {
  private final InMemoryCatalog catalog = Shop.inMemory();
  private final LiveTable orders = Shop.create(catalog);
  private final Epochs r1 = new Epochs("r1");
  private final Epochs r2 = new Epochs("r2");

  @BeforeEach
  void startRuns() {
    orders.startRun("r1", true);
    orders.startRun("r2", false);
  }

  @Test
  void promotePointsMainAtTheNewLeadAndTagsTheOldHead() throws Exception {
    commit(r1.next(10));
    long before = Shop.main(orders);
    commit(r2.next(10));
    int versions = versions();

    Marker marker = orders.promote("r2", "ann", "replay is right", false);

    assertThat(versions()).isEqualTo(versions + 1);
    assertThat(marker.from()).isEqualTo("r1");
    assertThat(marker.to()).isEqualTo("r2");
    assertThat(orders.lead()).contains("r2");
    assertThat(orders.table().refs().get("tidemark_before_1").snapshotId()).isEqualTo(before);
    assertThat(orders.head("main")).isEqualTo(orders.head("run_r2"));
    assertThat(landed(r2.next()).movedMain()).isTrue();
    assertThat(landed(r1.next()).movedMain()).isFalse();
  }

  @Test
  void promotingTheLeadChangesNothing() throws Exception {
    commit(r1.next());
    int versions = versions();

    orders.promote("r1", "ann", "again", false);

    assertThat(versions()).isEqualTo(versions);
  }

  @Test
  void runThatIsBehindIsNotPromoted() throws Exception {
    commit(r1.next(100));
    commit(r2.next(60));

    assertThatThrownBy(() -> orders.promote("r2", "ann", "why not", false))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "Cannot promote shop.orders/r2: 1 partition is behind the lead (orders-0 by 40 events). Wait, or pass --allow-regress.");
    assertThat(orders.promote("r2", "ann", "I know", true).to()).isEqualTo("r2");
  }

  @Test
  void runWithoutEpochsIsBehindEverywhere() throws Exception {
    commit(r1.next(100));

    assertThatThrownBy(() -> orders.promote("r2", "ann", "why not", false))
        .hasMessageContaining("1 partition is behind the lead (orders-0 by 100 events)");
  }

  @Test
  void unknownAndRetiredRunsAreNotPromoted() {
    assertThatThrownBy(() -> orders.promote("r9", "ann", "why not", false))
        .hasMessage("Cannot promote shop.orders/r9: there is no such run; the runs are [r1, r2].");
    orders.table().manageSnapshots().removeBranch("run_r2").commit();
    assertThatThrownBy(() -> orders.promote("r2", "ann", "why not", false))
        .hasMessage("Cannot promote shop.orders/r2: the run was retired; the runs are [r1].");
    assertThatThrownBy(() -> orders.startRun("r2", false))
        .hasMessage(
            "Cannot start shop.orders/r2: a run of that id was retired; choose another run id.");
  }

  @Test
  void holdStopsMainAndNoRun() throws Exception {
    commit(r1.next());
    Tidemark shown = orders.head("main").orElseThrow();

    Marker marker = orders.hold("ann", "numbers look wrong");

    assertThat(marker.from()).isEqualTo("r1");
    assertThat(orders.lead()).isEmpty();
    assertThat(orders.heldBecause()).contains("numbers look wrong");
    assertThat(landed(r1.next()).movedMain()).isFalse();
    assertThat(orders.head("main")).contains(shown);
    int versions = versions();
    assertThat(orders.hold("bob", "me too")).isEqualTo(marker);
    assertThat(versions()).isEqualTo(versions);
  }

  @Test
  void rollbackShowsTheChosenEpochAndHolds() throws Exception {
    Landed good = landed(r1.next());
    landed(r1.next());
    long bad = Shop.main(orders);
    int versions = versions();

    Marker marker = orders.rollback(good.snapshotId(), "ann", "epoch 2 is bad");

    assertThat(versions()).isEqualTo(versions + 1);
    assertThat(marker.kind()).isEqualTo(Marker.Kind.ROLLBACK);
    assertThat(orders.head("main").orElseThrow().epoch()).isEqualTo(1);
    assertThat(Shop.main(orders)).isNotEqualTo(good.snapshotId());
    assertThat(orders.table().refs().get("tidemark_before_1").snapshotId()).isEqualTo(bad);
    assertThat(landed(r1.next()).movedMain()).isFalse();
    assertThat(orders.rollback(good.snapshotId(), "ann", "again")).isEqualTo(marker);
    assertThat(orders.heldBecause()).contains("epoch 2 is bad");
  }

  @Test
  void rollbackGoesToEpochsAndTheRootOnly() throws Exception {
    commit(r1.next());
    long root = orders.table().refs().get("tidemark_root").snapshotId();
    long foreign = Shop.foreignAppend(catalog);

    assertThatThrownBy(() -> orders.rollback(foreign, "ann", "no"))
        .hasMessage(
            "Cannot roll shop.orders back to snapshot %d: it is no epoch and not the root; choose an epoch out of its history."
                .formatted(foreign));
    assertThatThrownBy(() -> orders.rollback(7, "ann", "no"))
        .hasMessageContaining("it does not exist or was expired");
    assertThat(orders.rollback(root, "ann", "all is wrong").kind()).isEqualTo(Marker.Kind.ROLLBACK);
    assertThat(orders.head("main")).isEmpty();
  }

  @Test
  void undoGivesTheLeadBackAndUndoneTwiceIsDoneAgain() throws Exception {
    commit(r1.next());
    commit(r2.next());
    orders.promote("r2", "ann", "replay is right", false);

    assertThat(orders.undo("ann").reason()).isEqualTo("undo of promote by ann");
    assertThat(orders.lead()).contains("r1");
    orders.undo("ann");
    assertThat(orders.lead()).contains("r2");
  }

  @Test
  void undoAfterRollbackGivesTheLeadToTheRunThatHadIt() throws Exception {
    Landed good = landed(r1.next());
    landed(r1.next());
    orders.rollback(good.snapshotId(), "ann", "looks bad");

    orders.undo("ann");

    assertThat(orders.lead()).contains("r1");
    assertThat(orders.heldBecause()).isEmpty();
    assertThat(orders.head("main").orElseThrow().epoch()).isEqualTo(2);
  }

  @Test
  void aRollbackThatWasUndoneIsNotUndoneAgain() throws Exception {
    Landed good = landed(r1.next());
    landed(r1.next());
    orders.rollback(good.snapshotId(), "ann", "looks bad");
    orders.undo("ann");
    long main = Shop.main(orders);

    assertThat(orders.leadBefore()).isEmpty();
    assertThatThrownBy(() -> orders.undo("bob"))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "Cannot undo on shop.orders: r1 leads, as it did before the last move (promote by ann: undo of rollback by ann). A rollback or hold that was undone is done again by its own command; to have another run lead, promote it.");
    assertThat(Shop.main(orders)).isEqualTo(main);
  }

  @Test
  void movesAreAllThatReadersSawWhateverBranchTheyAreOn() throws Exception {
    Landed good = landed(r1.next());
    commit(r2.next());
    landed(r1.next());
    orders.hold("ann", "wait");
    orders.rollback(good.snapshotId(), "ann", "looks bad");
    orders.undo("ann", true);
    orders.promote("r2", "ann", "replay is right", true);
    orders.promote("r1", "bob", "it is not", true);
    commit(r1.next());

    assertThat(orders.moves())
        .extracting(move -> ((Version.Marked) move).marker().reason())
        .startsWith("it is not", "replay is right", "undo of rollback by ann", "looks bad", "wait");
  }

  @Test
  void whoWaitsToUndoAMoveTakesNoOtherBack() throws Exception {
    commit(r1.next());
    commit(r2.next());
    orders.promote("r2", "ann", "replay is right", true);
    Marker bad = orders.lastMove();
    orders.undo(bad, "ann", true);

    assertThatThrownBy(() -> orders.undo(bad, "bob", true))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "Cannot undo the promote on shop.orders: main was moved since (promote by ann: undo of promote by ann). Look at `tidemark history shop.orders --moves`, then decide anew.");
    assertThat(orders.lead()).contains("r1");
  }

  @Test
  void whoAlwaysLosesTheRaceIsToldSo() {
    var impatient = new TableCommits(catalog, Shop.ORDERS, Duration.ofMillis(50));
    AtomicInteger others = new AtomicInteger();

    assertThatThrownBy(
            () ->
                impatient.perform(
                    table -> {
                      orders
                          .table()
                          .updateProperties()
                          .set("other", "" + others.incrementAndGet())
                          .commit();
                      return Step.Change.of(
                          change -> change.updateProperties().set("own", "1").commit(),
                          landed -> "");
                    }))
        .isInstanceOf(RefusedException.class)
        .isNotInstanceOf(UnansweredException.class)
        .hasMessageStartingWith("Cannot commit to shop.orders: others did so first each time, ");
    assertThat(orders.table().properties()).doesNotContainKey("own");
  }

  @Test
  void undoOfAPromoteOutOfAHoldFindsTheLeadBeforeTheHold() throws Exception {
    commit(r1.next());
    commit(r2.next());
    orders.hold("ann", "wait");
    orders.promote("r2", "ann", "replay is right", false);

    orders.undo("ann");

    assertThat(orders.lead()).contains("r1");
  }

  @Test
  void undoWithoutALeadBeforeIsRefused() {
    assertThatThrownBy(() -> orders.undo("ann"))
        .hasMessage(
            "Cannot undo on shop.orders: no run led before; promote the run that shall lead.");
  }

  @Test
  void foreignAppendOnMainHoldsTheTableAndIsNamed() throws Exception {
    commit(r1.next());
    long foreign = Shop.foreignAppend(catalog);

    Landed landed = landed(r1.next());

    assertThat(landed.movedMain()).isFalse();
    assertThat(landed.heldBecause().orElseThrow())
        .startsWith("main holds snapshot " + foreign + " (append, ")
        .endsWith(
            "), which is no run's; look at it, then promote a run, which drops it from main, or replay with it excluded.");
    assertThat(orders.lead()).isEmpty();
    assertThat(orders.heldBecause()).isEqualTo(landed.heldBecause());
    assertThat(orders.table().properties()).containsEntry("tidemark.held.by", "run r1");
    assertThat(orders.head("run_r1").orElseThrow().epoch()).isEqualTo(2);
    assertThat(orders.head("main").orElseThrow().epoch()).isEqualTo(1);
    assertThat(landed(r1.next()).heldBecause()).isEmpty();
  }

  @Test
  void foreignDeleteOnMainSurvivesTheNextEpoch() throws Exception {
    commit(r1.next());
    Table table = orders.table();
    table.newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();
    long delete = Shop.main(orders);

    assertThat(landed(r1.next()).heldBecause().orElseThrow())
        .contains("snapshot " + delete + " (delete, ");
    assertThat(orders.table().currentSnapshot().summary()).containsEntry("total-records", "0");
  }

  @Test
  void foreignRollbackOfMainHoldsTheTableToo() throws Exception {
    Landed first = landed(r1.next());
    landed(r1.next());
    orders.table().manageSnapshots().rollbackTo(first.snapshotId()).commit();

    assertThat(landed(r1.next()).heldBecause().orElseThrow())
        .startsWith("main was moved back to snapshot " + first.snapshotId());
    assertThat(orders.head("main").orElseThrow().epoch()).isEqualTo(1);
  }

  @Test
  void promoteDropsAForeignWriteOnlyWhenTold() throws Exception {
    commit(r1.next());
    long foreign = Shop.foreignAppend(catalog);
    commit(r1.next());

    assertThatThrownBy(() -> orders.promote("r1", "ann", "go on", false))
        .hasMessage(
            "Cannot promote shop.orders/r1: main holds snapshot %d (append), which no run wrote and which readers would lose. Keep its effect by a replay with exclusions, or pass --discard-foreign."
                .formatted(foreign));
    orders.promote(Promotion.of("r1", "ann", "seen, go on").discardingForeign());
    assertThat(landed(r1.next()).movedMain()).isTrue();
    assertThat(orders.heldBecause()).isEmpty();
  }

  @Test
  void maintenanceOnTheBranchGoesAlongWithTheNextEpoch() throws Exception {
    commit(r1.next());
    orders.table().newFastAppend().toBranch("run_r1").commit();

    assertThat(landed(r1.next()).movedMain()).isTrue();
  }

  @Test
  void startingARunAgainFindsIt() throws Exception {
    commit(r1.next());
    int versions = versions();

    assertThat(orders.startRun("r1", true)).isEqualTo("run_r1");
    assertThat(orders.startRun("r2", true)).isEqualTo("run_r2");
    assertThat(versions()).isEqualTo(versions);
    assertThat(orders.lead()).contains("r1");
  }

  @Test
  void runIdIsNotUsedForTwoBeginnings() throws Exception {
    Landed landed = landed(r1.next());

    assertThatThrownBy(() -> orders.forkRun("r2", landed.snapshotId()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(
            "Cannot start shop.orders/r2 at snapshot %d: the run exists and began at snapshot"
                .formatted(landed.snapshotId()));
  }

  @Test
  void secondLeadIsNotStarted() throws Exception {
    assertThatThrownBy(() -> orders.startRun("r3", true))
        .hasMessage(
            "Cannot start shop.orders/r3 as lead: run r1 leads; start it beside the lead, then promote it.");
    orders.hold("ann", "wait");
    assertThatThrownBy(() -> orders.startRun("r3", true))
        .hasMessageContaining("as lead: the table is held and main is at snapshot");
  }

  @Test
  void createFindsWhatItMade() {
    int versions = versions();

    Shop.create(catalog);

    assertThat(versions()).isEqualTo(versions);
    assertThat(orders.runs()).extracting(Run::id).containsExactly("r1", "r2");
    assertThat(orders.quarantine().schema().asStruct())
        .isEqualTo(QuarantineTable.schema().asStruct());
    assertThat(orders.quarantine().schema().identifierFieldNames())
        .containsExactlyInAnyOrder("topic_id", "partition", "offset");
  }

  @Test
  void tableThatIsNoLiveTableIsLeftAlone() {
    var plain = TableIdentifier.of(Shop.ORDERS.namespace(), "plain");
    catalog.createTable(plain, Shop.SCHEMA);

    assertThatThrownBy(() -> LiveTable.open(catalog, plain))
        .hasMessage(
            "Table shop.plain exists but is no live table (it has no tidemark.table.format); choose another name, or move it away.");
  }

  private void commit(Epoch epoch) throws InterruptedException {
    landed(epoch);
  }

  private Landed landed(Epoch epoch) throws InterruptedException {
    return (Landed) Shop.committer(catalog, epoch.tidemark().run()).commit(epoch);
  }

  private int versions() {
    return new TableCommits(catalog, Shop.ORDERS, TableCommits.PATIENT)
        .fresh()
        .previousFiles()
        .size();
  }
}
