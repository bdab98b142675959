package dev.tidemark.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.lineage.CommitResult.AlreadyCommitted;
import dev.tidemark.lineage.CommitResult.Landed;
import dev.tidemark.lineage.CommitResult.Refused;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.relocated.com.google.common.collect.Lists;
import org.junit.jupiter.api.Test;

class EpochCommitterTest {
  private final InMemoryCatalog catalog = Shop.inMemory();
  private final LiveTable orders = Shop.create(catalog);
  private final Epochs epochs = new Epochs("r1");
  private final EpochCommitter committer = Shop.committer(catalog, "r1");

  @Test
  void leadsEpochMovesBranchAndMainInOneMetadataVersion() throws Exception {
    orders.startRun("r1", true);
    int before = metadataVersions();
    Epoch epoch = epochs.next();

    Landed landed = (Landed) committer.commit(epoch);

    assertThat(metadataVersions()).isEqualTo(before + 1);
    assertThat(landed.movedMain()).isTrue();
    assertThat(Shop.main(orders)).isEqualTo(landed.snapshotId());
    assertThat(orders.head("run_r1").orElseThrow().id()).isEqualTo(epoch.tidemark().id());
    assertThat(orders.head("main").orElseThrow().id()).isEqualTo(epoch.tidemark().id());
  }

  @Test
  void runWithoutTheLeadLeavesMainAlone() throws Exception {
    orders.startRun("r1", false);
    long main = Shop.main(orders);

    Landed landed = (Landed) committer.commit(epochs.next());

    assertThat(landed.movedMain()).isFalse();
    assertThat(Shop.main(orders)).isEqualTo(main);
  }

  @Test
  void committingAnEpochTwiceMakesOneSnapshot() throws Exception {
    orders.startRun("r1", true);
    Epoch epoch = epochs.next();
    Landed first = (Landed) committer.commit(epoch);
    int snapshots = snapshots();

    assertThat(committer.commit(epoch)).isEqualTo(new AlreadyCommitted(first.snapshotId()));
    assertThat(Shop.committer(catalog, "r1").commit(epoch))
        .isEqualTo(new AlreadyCommitted(first.snapshotId()));
    assertThat(snapshots()).isEqualTo(snapshots);
  }

  @Test
  void olderEpochIsKnownHoweverManyFollowed() throws Exception {
    orders.startRun("r1", true);
    Epoch first = epochs.next();
    committer.commit(first);
    for (int i = 0; i < 5; i++) {
      committer.commit(epochs.next());
    }

    assertThat(committer.commit(first)).isInstanceOf(AlreadyCommitted.class);
  }

  @Test
  void zombieWithAnEpochOfItsOwnIsRefused() throws Exception {
    orders.startRun("r1", true);
    committer.commit(epochs.next());
    Epoch second = epochs.next();
    Epoch zombies = Epochs.rival(second);
    committer.commit(second);
    int snapshots = snapshots();

    Refused refused = (Refused) committer.commit(zombies);

    assertThat(refused.sentence())
        .isEqualTo(
            "Cannot commit epoch 2 (%s) to shop.orders, branch run_r1: it follows %s, but the branch is at %s (epoch 2 of run r1). Another execution of this run went on from there, or an older state was restored; stop this one, or start a new run from a recovery point."
                .formatted(
                    zombies.tidemark().id(), second.tidemark().parent(), second.tidemark().id()));
    assertThat(snapshots()).isEqualTo(snapshots);
  }

  @Test
  void epochRebuiltFromAnOlderSavepointIsRefused() throws Exception {
    orders.startRun("r1", true);
    Epoch first = epochs.next();
    Epoch rebuilt = Epochs.rival(first);
    committer.commit(first);
    committer.commit(epochs.next());
    committer.commit(epochs.next());

    assertThat(((Refused) committer.commit(rebuilt)).sentence())
        .contains("it follows nothing (a first epoch), but the branch is at");
  }

  @Test
  void epochAfterOneThatNeverLandedIsRefused() throws Exception {
    orders.startRun("r1", true);
    epochs.next();

    assertThat(((Refused) committer.commit(epochs.next())).sentence())
        .contains("but the branch holds no epoch. Its snapshots were expired");
  }

  @Test
  void runThatWasNeverStartedIsRefused() throws Exception {
    assertThat(((Refused) committer.commit(epochs.next())).sentence())
        .isEqualTo(
            "Cannot commit epoch 1 to shop.orders: there is no branch run_r1. The run was retired or never started; start a new one.");
  }

  @Test
  void forkGoesOnFromTheEpochItWasForkedFrom() throws Exception {
    orders.startRun("r1", true);
    Landed origin = (Landed) committer.commit(epochs.next());
    committer.commit(epochs.next());
    orders.forkRun("r2", origin.snapshotId());
    Version.Stamped from = (Version.Stamped) orders.version(origin.snapshotId()).orElseThrow();
    Epochs forked = Epochs.forkedFrom(from.tidemark(), "r2");

    assertThat(Shop.committer(catalog, "r2").commit(forked.next())).isInstanceOf(Landed.class);
    assertThat(Shop.committer(catalog, "r2").commit(forked.next())).isInstanceOf(Landed.class);
    assertThat(((Refused) Shop.committer(catalog, "r2").commit(new Epochs("r2").next())).sentence())
        .contains("(epoch 2 of run r2)");
  }

  @Test
  void epochWithoutPermissionSendsNothing() throws Exception {
    orders.startRun("r1", true);
    int snapshots = snapshots();
    Epoch epoch = epochs.nextRejecting(10, 3);

    assertThatThrownBy(
            () ->
                committer.commit(
                    epoch,
                    () -> {
                      throw new IllegalStateException("topic was made anew");
                    }))
        .hasMessage("topic was made anew");

    assertThat(snapshots()).isEqualTo(snapshots);
    assertThat(orders.quarantine().snapshots()).isEmpty();
    assertThat(committer.commit(epoch)).isInstanceOf(Landed.class);
  }

  @Test
  void permissionIsAskedForOnceAndNotForWhatIsThere() throws Exception {
    orders.startRun("r1", true);
    AtomicInteger asked = new AtomicInteger();
    Epoch epoch = epochs.nextRejecting(10, 3);

    assertThat(committer.commit(epoch, asked::incrementAndGet)).isInstanceOf(Landed.class);
    assertThat(asked).hasValue(1);
    assertThat(committer.commit(epoch, asked::incrementAndGet))
        .isInstanceOf(AlreadyCommitted.class);
    assertThat(asked).hasValue(1);
  }

  @Test
  void commitThatLostItsRaceWhileWaitingForPermissionLandsOnce() throws Exception {
    orders.startRun("r1", true);
    committer.commit(epochs.next());
    Epoch epoch = epochs.next();

    Landed landed =
        (Landed) committer.commit(epoch, () -> orders.hold("somebody", "while Kafka was away"));

    assertThat(landed.movedMain()).isFalse();
    assertThat(orders.lead()).isEmpty();
    assertThat(orders.head("run_r1").orElseThrow().id()).isEqualTo(epoch.tidemark().id());
  }

  @Test
  void waitingForPermissionCanBeInterrupted() throws Exception {
    orders.startRun("r1", true);

    assertThatThrownBy(
            () ->
                committer.commit(
                    epochs.next(),
                    () -> {
                      throw new InterruptedException();
                    }))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void quarantineIsThereBeforeTheEpochAndOnce() throws Exception {
    orders.startRun("r1", true);
    Epoch epoch = epochs.nextRejecting(10, 3);
    new QuarantineCommits(
            new TableCommits(catalog, QuarantineTable.of(Shop.ORDERS), TableCommits.PATIENT),
            Shop.ORDERS,
            EpochCleaner.NONE)
        .land(epoch); // and killed here

    assertThat(committer.commit(epoch)).isInstanceOf(Landed.class);

    assertThat(orders.quarantine().snapshots()).hasSize(1);
    committer.commit(epochs.nextRejecting(10, 3));
    assertThat(orders.quarantine().snapshots()).hasSize(2);
  }

  @Test
  void zombieAddsNothingToQuarantine() throws Exception {
    orders.startRun("r1", true);
    Epoch zombies = new Epochs("r1").nextRejecting(10, 3);
    committer.commit(epochs.next());

    assertThat(committer.commit(zombies)).isInstanceOf(Refused.class);
    assertThat(orders.quarantine().snapshots()).isEmpty();
  }

  @Test
  void epochWithoutFilesStillMovesTheTidemark() throws Exception {
    orders.startRun("r1", true);

    Landed landed = (Landed) committer.commit(epochs.next(0));

    assertThat(orders.version(landed.snapshotId())).get().isInstanceOf(Version.Stamped.class);
  }

  @Test
  void upsertsLandAsRowDelta() throws Exception {
    orders.startRun("r1", true);

    Landed landed = (Landed) committer.commit(epochs.nextUpserting(10));

    Snapshot snapshot = orders.table().snapshot(landed.snapshotId());
    assertThat(snapshot.summary()).containsEntry("added-equality-deletes", "10");
  }

  @Test
  void commitStampsTimesAndDelays() throws Exception {
    orders.startRun("r1", true);
    Clock noon = Clock.fixed(Instant.ofEpochMilli(1_000_000), ZoneOffset.UTC);
    Epoch plain = epochs.next();
    TimestampHistogram timestamps = new TimestampHistogram();
    for (int i = 0; i < 100; i++) {
      timestamps.add(999_000 + i);
    }
    Epoch timed =
        new Epoch(
            plain.tidemark(),
            plain.dataFiles(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            timestamps);

    EpochCommitter.open(catalog, Shop.ORDERS, "r1", noon).commit(timed);

    Tidemark stamped = orders.head("main").orElseThrow();
    assertThat(stamped.times().commit()).isEqualTo(1_000_000);
    assertThat(stamped.times().checkpointComplete()).isEqualTo(1_000_000);
    assertThat(stamped.delay()).isEqualTo(new DelayQuantiles(951, 991, 1000, 1000));
  }

  @Test
  void historyTellsRootPromoteEpochsAndForeignWritesApart() throws Exception {
    orders.startRun("r1", true);
    committer.commit(epochs.next());
    Shop.foreignAppend(catalog);

    List<String> kinds = new ArrayList<>();
    orders.history("main").forEach(version -> kinds.add(version.getClass().getSimpleName()));

    assertThat(kinds).containsExactly("Foreign", "Stamped", "Marked", "Marked");
  }

  private int snapshots() {
    return Lists.newArrayList(orders.table().snapshots()).size();
  }

  private int metadataVersions() {
    return new TableCommits(catalog, Shop.ORDERS, TableCommits.PATIENT)
        .fresh()
        .previousFiles()
        .size();
  }
}
