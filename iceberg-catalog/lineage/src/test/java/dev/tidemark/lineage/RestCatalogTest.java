package dev.tidemark.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.tidemark.lineage.CommitResult.AlreadyCommitted;
import dev.tidemark.lineage.CommitResult.Landed;
import dev.tidemark.lineage.CommitResult.Refused;
import dev.tidemark.local.LocalStack;
import dev.tidemark.local.Service;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.relocated.com.google.common.collect.Lists;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequestParser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Chain and lead against a REST catalog in a process of its own, which compares nothing but the
 * refs that a commit moves; with the lead's requests held back and lost on the way.
 */
class RestCatalogTest {
  private static final long SEED = Long.getLong("seed", 20260822L);
  private static final int ROUNDS = Integer.getInteger("tidemark.rest.rounds", 40);

  @TempDir static Path folder;
  private static LocalStack stack;

  private final Random random = new Random(SEED);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private CommitWire wire;
  private Catalog jobs;
  private Catalog people;
  private LiveTable orders;
  private Epochs epochs;
  private EpochCommitter committer;

  @BeforeAll
  static void startCatalog() {
    stack = LocalStack.in(folder).with(Service.S3, Service.REST_CATALOG).start();
  }

  @AfterAll
  static void stopCatalog() {
    stack.close();
  }

  @BeforeEach
  void connect() throws Exception {
    wire = new CommitWire(URI.create(stack.restCatalog().get("uri")));
    jobs = connect(wire.uri().toString());
    people = connect(stack.restCatalog().get("uri"));
    freshTable();
  }

  @AfterEach
  void disconnect() throws Exception {
    threads.shutdownNow();
    wire.close();
    ((AutoCloseable) jobs).close();
    ((AutoCloseable) people).close();
  }

  @Test
  void requestHeldBackOverPromoteHoldOrRollbackNeverMovesMain() throws Exception {
    Landed first = land(epochs.next());
    for (int round = 0; round < ROUNDS; round++) {
      if (round % 25 == 24) {
        freshTable();
        first = land(epochs.next());
      }
      int kind = random.nextInt(3);
      String what = "seed %d, round %d, kind %d".formatted(SEED, round, kind);
      CommitWire.Held held = wire.holdNext();
      Epoch epoch = epochs.next();
      Future<CommitResult> commit = threads.submit(() -> committer.commit(epoch));
      held.awaitArrival();
      Marker marker =
          switch (kind) {
            case 0 -> orders.promote("r2", "test", what, true);
            case 1 -> orders.hold("test", what);
            default -> orders.rollback(first.snapshotId(), "test", what);
          };
      held.release();

      Landed landed = (Landed) commit.get();
      assertThat(landed.movedMain()).as(what).isFalse();
      Version.Marked main = (Version.Marked) orders.version(Shop.main(orders)).orElseThrow();
      assertThat(main.marker()).as(what).isEqualTo(marker);
      assertThat(orders.head("run_r1").orElseThrow().id()).isEqualTo(epoch.tidemark().id());
      orders.promote("r1", "test", "next round", true);
    }
  }

  @Test
  void moveHeldBackOverTheLeadsCommitIsDecidedAgain() throws Exception {
    LiveTable held = LiveTable.open(jobs, Shop.ORDERS);
    EpochCommitter direct = Shop.committer(people, "r1");
    Landed first = (Landed) direct.commit(epochs.next());
    for (int round = 0; round < ROUNDS / 10; round++) {
      CommitWire.Held request = wire.holdNext();
      String what = "seed %d, round %d".formatted(SEED, round);
      int kind = random.nextInt(3);
      Future<Marker> move =
          threads.submit(
              () ->
                  switch (kind) {
                    case 0 -> held.promote("r2", "test", what, true);
                    case 1 -> held.hold("test", what);
                    default -> held.rollback(first.snapshotId(), "test", what);
                  });
      request.awaitArrival();
      Landed landed = (Landed) direct.commit(epochs.next());
      request.release();

      assertThat(landed.movedMain()).as(what).isTrue();
      Marker marker = move.get();
      assertThat(orders.version(Shop.main(orders)).orElseThrow())
          .as(what)
          .isInstanceOfSatisfying(
              Version.Marked.class, main -> assertThat(main.marker()).isEqualTo(marker));
      if (kind == 1) {
        assertThat(orders.table().currentSnapshot().parentId()).isEqualTo(landed.snapshotId());
      }
      orders.promote("r1", "test", "next round", true);
    }
  }

  @Test
  void lostAnswersAreResolvedById() throws Exception {
    for (int round = 0; round < 10; round++) {
      wire.loseNextAnswer();
      Landed landed = land(epochs.next());
      assertThat(landed.movedMain()).isTrue();
    }
    assertThat(epochsOf("run_r1")).isEqualTo(10);
    assertThat(snapshots()).isEqualTo(10 + 2);
  }

  @Test
  void lostRequestsAreSentAgain() throws Exception {
    for (int round = 0; round < 10; round++) {
      wire.loseNextRequest();
      assertThat(land(epochs.next()).movedMain()).isTrue();
    }
    assertThat(epochsOf("run_r1")).isEqualTo(10);
  }

  @Test
  void requestThatArrivesLateLandsNothingTwice() throws Exception {
    for (int round = 0; round < 10; round++) {
      CommitWire.Held late = wire.delayNextPastItsSender();
      land(epochs.next());
      late.release();
      int expected = round + 1;
      await().until(() -> wire.lateDeliveries() == expected);
      assertThat(epochsOf("run_r1")).isEqualTo(expected);
    }
    assertThat(snapshots()).isEqualTo(10 + 2);
  }

  @Test
  void requestDeliveredTwiceKeepsTheFilesOfTheOneThatLanded() throws Exception {
    wire.deliverNextTwice();

    Landed landed = land(epochs.next());

    assertThat(epochsOf("run_r1")).isEqualTo(1);
    assertManifestsExist(landed);
  }

  @Test
  void refusalAfterDeliveryKeepsTheFilesOfTheOneThatLanded() throws Exception {
    wire.forbidNextAfterDelivery();

    Landed landed = land(epochs.next());

    assertThat(epochsOf("run_r1")).isEqualTo(1);
    assertManifestsExist(landed);
  }

  @Test
  void leadsCommitIsOneRequestThatComparesBothRefs() throws Exception {
    Landed before = land(epochs.next());
    CompletableFuture<String> heard = wire.overhearNext();

    Landed landed = land(epochs.next());

    UpdateTableRequest request = UpdateTableRequestParser.fromJson(heard.get());
    assertThat(request.requirements())
        .filteredOn(UpdateRequirement.AssertRefSnapshotID.class::isInstance)
        .extracting(it -> (UpdateRequirement.AssertRefSnapshotID) it)
        .extracting(it -> it.refName(), it -> it.snapshotId())
        .containsExactlyInAnyOrder(
            tuple("run_r1", before.snapshotId()), tuple("main", before.snapshotId()));
    assertThat(request.updates())
        .filteredOn(MetadataUpdate.SetSnapshotRef.class::isInstance)
        .extracting(it -> (MetadataUpdate.SetSnapshotRef) it)
        .extracting(it -> it.name(), it -> it.snapshotId())
        .containsExactlyInAnyOrder(
            tuple("run_r1", landed.snapshotId()), tuple("main", landed.snapshotId()));
    assertThat(request.updates())
        .filteredOn(MetadataUpdate.AddSnapshot.class::isInstance)
        .hasSize(1);
  }

  @Test
  void lostAnswersOfMovesAreResolvedByTheMarkersId() throws Exception {
    LiveTable wired = LiveTable.open(jobs, Shop.ORDERS);
    Landed first = land(epochs.next());
    land(epochs.next());

    wire.loseNextAnswer();
    Marker hold = wired.hold("test", "answer lost");
    wire.loseNextAnswer();
    Marker promote = wired.promote("r1", "test", "answer lost", false);
    wire.loseNextAnswer();
    Marker rollback = wired.rollback(first.snapshotId(), "test", "answer lost");

    assertThat(hold.kind()).isEqualTo(Marker.Kind.HOLD);
    assertThat(promote.kind()).isEqualTo(Marker.Kind.PROMOTE);
    assertThat(orders.version(Shop.main(orders)).orElseThrow())
        .isInstanceOfSatisfying(
            Version.Marked.class, main -> assertThat(main.marker()).isEqualTo(rollback));
    assertThat(orders.table().refs().keySet())
        .filteredOn(ref -> ref.startsWith("tidemark_before"))
        .hasSize(2);
  }

  @Test
  void zombieWithTheSameEpochFindsItAndWithAnotherIsRefused() throws Exception {
    Epoch epoch = epochs.next();
    Epoch rival = Epochs.rival(epoch);
    CommitWire.Held held = wire.holdNext();
    Future<CommitResult> zombie = threads.submit(() -> committer.commit(rival));
    held.awaitArrival();
    Landed landed = (Landed) Shop.committer(people, "r1").commit(epoch);
    held.release();

    assertThat(zombie.get()).isInstanceOf(Refused.class);
    assertThat(committer.commit(epoch)).isEqualTo(new AlreadyCommitted(landed.snapshotId()));
    assertThat(epochsOf("run_r1")).isEqualTo(1);
  }

  @Test
  void foreignAppendBetweenReadAndCommitHoldsTheTable() throws Exception {
    land(epochs.next());
    CommitWire.Held held = wire.holdNext();
    Epoch epoch = epochs.next();
    Future<CommitResult> commit = threads.submit(() -> committer.commit(epoch));
    held.awaitArrival();
    long foreign = Shop.foreignAppend(people);
    held.release();

    assertThat(((Landed) commit.get()).heldBecause().orElseThrow())
        .contains("main holds snapshot " + foreign);
    assertThat(orders.lead()).isEmpty();
  }

  @Test
  void retirementHeldBackOverAPromoteOfThatRunIsRefused() throws Exception {
    LiveTable slow = LiveTable.open(jobs, Shop.ORDERS);
    CommitWire.Held held = wire.holdNext();
    Future<Boolean> retired = threads.submit(() -> slow.retire("r2", "test", "not needed"));
    held.awaitArrival();
    orders.promote("r2", "test", "better", true);
    held.release();

    assertThat(retired)
        .failsWithin(Duration.ofMinutes(1))
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .withMessage("Cannot retire shop.orders/r2: it leads; promote another run first.");
    assertThat(orders.runs()).extracting(Run::id).containsExactly("r1", "r2");
    assertThat(orders.lead()).contains("r2");
  }

  @Test
  void commitHeldBackOverARetirementIsRefusedForGood() throws Exception {
    land(epochs.next());
    orders.promote("r2", "test", "better", true);
    CommitWire.Held held = wire.holdNext();
    Epoch epoch = epochs.next();
    Future<CommitResult> commit = threads.submit(() -> committer.commit(epoch));
    held.awaitArrival();
    assertThat(orders.retire("r1", "test", "not needed")).isTrue();
    held.release();

    assertThat(commit.get())
        .isEqualTo(
            new Refused(
                "Cannot commit epoch 2 to shop.orders: there is no branch run_r1. The run was retired or never started; start a new one."));
    assertThat(orders.table().refs()).doesNotContainKey("run_r1");
  }

  @Test
  void entryOfTheLedgerHeldBackOverAnotherErasesNothing() throws Exception {
    Exclusion one = new Exclusion("orders", Epochs.TOPIC_ID, 0, 1, 2);
    Exclusion other = new Exclusion("orders", Epochs.TOPIC_ID, 0, 5, 6);
    LiveTable slow = LiveTable.open(jobs, Shop.ORDERS);
    CommitWire.Held held = wire.holdNext();
    var late = threads.submit(() -> slow.exclude(List.of(one), "test", "bad"));
    held.awaitArrival();
    orders.exclude(List.of(other), "test", "bad too");
    held.release();

    assertThat(late.get()).isPresent();
    assertThat(orders.excluded()).containsExactly(one, other);
    wire.loseNextAnswer();
    Exclusion third = new Exclusion("orders", Epochs.TOPIC_ID, 1, 1, 2);
    assertThat(slow.exclude(List.of(third), "test", "bad")).isPresent();
    assertThat(orders.exclusions()).hasSize(3);
  }

  private void freshTable() throws Exception {
    people.dropTable(Shop.ORDERS, false);
    orders = Shop.create(people);
    orders.startRun("r1", true);
    orders.startRun("r2", false);
    epochs = new Epochs("r1");
    committer = Shop.committer(jobs, "r1");
    Shop.committer(people, "r2").commit(new Epochs("r2").next());
  }

  private void assertManifestsExist(Landed landed) {
    assertThat(
            Lists.newArrayList(
                orders.table().snapshot(landed.snapshotId()).allManifests(orders.table().io())))
        .isNotEmpty()
        .allSatisfy(
            manifest ->
                assertThat(orders.table().io().newInputFile(manifest.path()).exists()).isTrue());
  }

  private Landed land(Epoch epoch) throws InterruptedException {
    return (Landed) committer.commit(epoch);
  }

  private int epochsOf(String branch) {
    List<Version> stamped = new ArrayList<>();
    orders
        .history(branch)
        .forEach(
            version -> {
              if (version instanceof Version.Stamped) {
                stamped.add(version);
              }
            });
    return stamped.size();
  }

  /** Snapshots on {@code main}, with root and the first promote. */
  private int snapshots() {
    return Lists.newArrayList(orders.history("main")).size();
  }

  private static Catalog connect(String uri) {
    Map<String, String> properties = new HashMap<>(stack.restCatalog());
    properties.put("uri", uri);
    return CatalogUtil.buildIcebergCatalog("rest", properties, new Configuration());
  }
}
