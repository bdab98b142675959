package dev.tidemark.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.definition.Recovery;
import dev.tidemark.lineage.CommitResult.AlreadyCommitted;
import dev.tidemark.lineage.CommitResult.Landed;
import dev.tidemark.lineage.CommitResult.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.junit.jupiter.api.Test;

class RecoveryPointsTest {
  private static final Instant NOON = Instant.parse("2026-01-20T12:00:00Z");

  private final InMemoryCatalog catalog = Shop.inMemory();
  private final LiveTable orders = Shop.create(catalog);
  private final RecoveryPoints points =
      new RecoveryPoints(new TableCommits(catalog, Shop.ORDERS, TableCommits.PATIENT));
  private final Epochs epochs = new Epochs("r1");
  private final EpochCommitter committer = Shop.committer(catalog, "r1");

  @Test
  void savepointsOwnEpochIsItsVersionWhateverFollowed() throws Exception {
    orders.startRun("r1", true);
    commit(1);
    Landed second = commit(1);
    commit(3);

    RecoveryPoint point = points.add("r1", 2, "s3://b/sp 2", NOON, false).orElseThrow();

    assertThat(point)
        .isEqualTo(new RecoveryPoint("r1", 2, second.snapshotId(), NOON, "s3://b/sp 2"));
    assertThat(points.list()).containsExactly(point);
    assertThat(orders.table().refs().get("tidemark_point_r1_2").snapshotId())
        .isEqualTo(second.snapshotId());
    assertThat(points.leadsTo(point, Shop.main(orders))).isTrue();
  }

  @Test
  void epochStillOnItsWayIsWaitedForUnlessThereIsNone() throws Exception {
    orders.startRun("r1", true);
    Landed first = commit(1);

    assertThat(points.add("r1", 2, "sp", NOON, false)).isEmpty();
    assertThat(points.list()).isEmpty();
    assertThat(points.add("r1", 2, "sp", NOON, true))
        .map(RecoveryPoint::snapshotId)
        .contains(first.snapshotId());
  }

  @Test
  void addingTwiceIsAddingOnce() throws Exception {
    orders.startRun("r1", true);
    commit(1);

    Optional<RecoveryPoint> point = points.add("r1", 1, "sp", NOON, false);

    assertThat(points.add("r1", 1, "sp", NOON, false)).isEqualTo(point);
    assertThat(points.list()).hasSize(1);
  }

  @Test
  void runWithoutEpochsOrWithoutBranchHasNoPoints() {
    orders.startRun("r1", true);

    assertThatThrownBy(() -> points.add("r1", 1, "sp", NOON, true))
        .hasMessageContaining("its branch has no epoch up to there");
    assertThatThrownBy(() -> points.add("r9", 1, "sp", NOON, true))
        .hasMessageContaining("there is no such run");
  }

  @Test
  void ofThePointsBeforeTheHorizonTheNewestStaysSoThatItIsReached() throws Exception {
    orders.startRun("r1", true);
    commit(3);
    RecoveryPoint first = points.add("r1", 1, "one", NOON, false).orElseThrow();
    RecoveryPoint second = points.add("r1", 2, "two", NOON.plusSeconds(60), false).orElseThrow();
    RecoveryPoint third = points.add("r1", 3, "three", NOON.plusSeconds(120), false).orElseThrow();

    assertThat(points.forget(NOON.plusSeconds(90))).containsExactly(first);

    assertThat(points.list()).containsExactly(third, second);
    assertThat(points.forget(NOON.plusSeconds(121))).containsExactly(second);
  }

  @Test
  void oldPointsAreForgottenWithTheirTagsButNotTheNewestOfARun() throws Exception {
    orders.startRun("r1", true);
    commit(2);
    RecoveryPoint old = points.add("r1", 1, "one", NOON, false).orElseThrow();
    RecoveryPoint newest = points.add("r1", 2, "two", NOON.plusSeconds(60), false).orElseThrow();

    assertThat(points.forget(NOON.plusSeconds(3600))).containsExactly(old);

    assertThat(points.list()).containsExactly(newest);
    assertThat(orders.table().refs()).containsKey("tidemark_point_r1_2");
    assertThat(orders.table().refs()).doesNotContainKey("tidemark_point_r1_1");
    assertThat(orders.table().properties()).doesNotContainKey("tidemark.point.r1.1");
    assertThat(points.forget(NOON.plusSeconds(3600))).isEmpty();
  }

  @Test
  void savepointBelongsToAPointOrIsListedAsLeftAtEveryMoment() throws Exception {
    orders.startRun("r1", true);
    commit(2);
    LeftSavepoints left = LiveTable.open(catalog, Shop.ORDERS).leftSavepoints();
    var taken = new LeftSavepoint("r1", 1, NOON, "s3://b/sp 1");
    left.note(taken);
    left.note(taken);
    assertThat(left.all()).containsExactly(taken);
    assertThat(left.before(NOON)).isEmpty();
    assertThat(left.before(NOON.plusMillis(1))).containsExactly(taken);

    points.add("r1", 1, "s3://b/sp 1", NOON, false);
    assertThat(left.all()).isEmpty();
    left.note(taken);
    assertThat(left.all()).as("it has a point by now").isEmpty();

    points.add("r1", 2, "two", NOON.plusSeconds(60), false);
    points.forget(NOON.plusSeconds(3600));
    var forgotten = new LeftSavepoint("r1", 1, Instant.EPOCH, "s3://b/sp 1");
    assertThat(left.before(NOON)).containsExactly(forgotten);
    left.gone(List.of(forgotten));
    left.gone(List.of(forgotten));
    assertThat(left.all()).isEmpty();
  }

  @Test
  void whatIsDeclaredLastIsHowFarTheTableShallGoBack() {
    assertThat(orders.recovery()).isEqualTo(Recovery.DEFAULT);
    var week = new Recovery(Duration.ofDays(7), Duration.ofHours(1));
    orders.declare(week);
    orders.declare(week);
    assertThat(orders.recovery()).isEqualTo(week);
    orders.declare(Recovery.DEFAULT);
    assertThat(orders.recovery()).isEqualTo(Recovery.DEFAULT);
  }

  /**
   * What a job does that is restored from another run's savepoint: that one's epoch comes first.
   */
  @Test
  void forkFindsTheSavepointsEpochAndGoesOnBehindIt() throws Exception {
    orders.startRun("r1", true);
    commit(1);
    Epoch pending = epochs.next();
    Landed second = (Landed) committer.commit(pending);
    commit(1);
    RecoveryPoint point = points.add("r1", 2, "sp", NOON, false).orElseThrow();
    orders.forkRun("r2", point.snapshotId());
    EpochCommitter fork = Shop.committer(catalog, "r2");

    assertThat(fork.commit(pending)).isEqualTo(new AlreadyCommitted(second.snapshotId()));
    assertThat(fork.commit(Epochs.forkedFrom(pending.tidemark(), "r2").next()))
        .isInstanceOf(Landed.class);
    assertThat(orders.lead()).contains("r1");
  }

  @Test
  void forkAtAnotherVersionThanTheSavepointsIsRefused() throws Exception {
    orders.startRun("r1", true);
    Landed first = commit(1);
    Epoch pending = epochs.next();
    committer.commit(pending);
    orders.forkRun("r2", first.snapshotId());

    assertThat(((Refused) Shop.committer(catalog, "r2").commit(pending)).sentence())
        .isEqualTo(
            "Cannot let run r2 of shop.orders go on from a state that holds epoch 2 of run r1: branch run_r2 does not have that epoch. Fork at the version of the recovery point that the savepoint belongs to.");
  }

  @Test
  void versionAboveAHoleLeadsToThePointsOfItsRunThatItsEpochHasPassed() throws Exception {
    orders.startRun("r1", true);
    Landed first = commit(1);
    RecoveryPoint low = points.add("r1", 1, "sp", NOON, false).orElseThrow();
    Landed second = commit(1);
    Landed third = commit(1);
    Landed fourth = commit(1);
    RecoveryPoint high = points.add("r1", 4, "sp", NOON, false).orElseThrow();
    forget(second);

    assertThat(points.leadsTo(low, third.snapshotId())).isTrue();
    assertThat(points.leadsTo(low, fourth.snapshotId())).isTrue();
    assertThat(points.leadsTo(high, fourth.snapshotId())).isTrue();
    assertThat(points.leadsTo(high, third.snapshotId())).isFalse();
    assertThat(points.leadsTo(high, first.snapshotId())).isFalse();
  }

  @Test
  void forkLeadsToThePointsBelowItsBeginningAndAnotherRunToNone() throws Exception {
    orders.startRun("r1", true);
    commit(1);
    RecoveryPoint below = points.add("r1", 1, "sp", NOON, false).orElseThrow();
    Epoch origin = epochs.next();
    Landed second = (Landed) committer.commit(origin);
    commit(1);
    RecoveryPoint above = points.add("r1", 3, "sp", NOON, false).orElseThrow();
    orders.forkRun("r2", second.snapshotId());
    Epochs fork = Epochs.forkedFrom(origin.tidemark(), "r2");
    Landed forked = (Landed) Shop.committer(catalog, "r2").commit(fork.next());
    Landed forkedTwice = (Landed) Shop.committer(catalog, "r2").commit(fork.next());
    orders.startRun("r3", false);
    Epochs other = new Epochs("r3");
    Landed beside = (Landed) Shop.committer(catalog, "r3").commit(other.next());
    Landed besideTwice = (Landed) Shop.committer(catalog, "r3").commit(other.next());
    forget(forked);
    forget(beside);

    assertThat(points.leadsTo(below, forkedTwice.snapshotId())).isTrue();
    assertThat(points.leadsTo(above, forkedTwice.snapshotId())).isFalse();
    assertThat(points.leadsTo(below, besideTwice.snapshotId())).isFalse();
  }

  private void forget(Landed version) {
    orders
        .table()
        .expireSnapshots()
        .expireSnapshotId(version.snapshotId())
        .cleanExpiredFiles(false)
        .commit();
  }

  private Landed commit(int count) throws Exception {
    Landed landed = null;
    for (int i = 0; i < count; i++) {
      landed = (Landed) committer.commit(epochs.next());
    }
    return landed;
  }
}
