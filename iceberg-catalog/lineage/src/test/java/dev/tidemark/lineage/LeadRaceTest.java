package dev.tidemark.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.lineage.CommitResult.Landed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The lead's commits against promote, hold and rollback, all starting at the same moment. {@code
 * -Dtidemark.race.rounds=1000} makes it long.
 */
class LeadRaceTest {
  private static final long SEED = Long.getLong("seed", 20260822L);
  private static final int ROUNDS = Integer.getInteger("tidemark.race.rounds", 150);
  private static final int ROUNDS_PER_TABLE = 20;
  private static final int EPOCHS = 2;

  private final Random random = new Random(SEED);
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private int overtaken;

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void promoteHoldOrRollbackRacingTheLeadsCommitsNeverLosesMain() throws Exception {
    for (int round = 0; round < ROUNDS; ) {
      try (InMemoryCatalog catalog = Shop.inMemory()) {
        LiveTable orders = Shop.create(catalog);
        orders.startRun("r1", true);
        orders.startRun("r2", false);
        Epochs r1 = new Epochs("r1");
        Landed first = land(catalog, r1.next());
        land(catalog, new Epochs("r2").next());
        for (int i = 0; i < ROUNDS_PER_TABLE && round < ROUNDS; i++, round++) {
          race(catalog, orders, r1, first, round);
        }
      }
    }
    // Were the move always first or always last, nothing would have been shown.
    assertThat(overtaken).as("rounds with commits on both sides, seed %d", SEED).isPositive();
  }

  private void race(Catalog catalog, LiveTable orders, Epochs r1, Landed first, int round)
      throws Exception {
    int kind = random.nextInt(3);
    long pause = random.nextInt(8_000_000);
    CyclicBarrier start = new CyclicBarrier(2);
    Future<List<Landed>> commits =
        threads.submit(
            () -> {
              start.await();
              List<Landed> landed = new ArrayList<>();
              for (int i = 0; i < EPOCHS; i++) {
                landed.add(land(catalog, r1.next()));
              }
              return landed;
            });
    Future<Marker> move =
        threads.submit(
            () -> {
              LiveTable mover = LiveTable.open(catalog, Shop.ORDERS);
              start.await();
              for (long until = System.nanoTime() + pause; System.nanoTime() < until; ) {
                Thread.onSpinWait();
              }
              return switch (kind) {
                case 0 -> mover.promote("r2", "race", "round " + round, true);
                case 1 -> mover.hold("race", "round " + round);
                default -> mover.rollback(first.snapshotId(), "race", "round " + round);
              };
            });
    String what = "seed %d, round %d, kind %d".formatted(SEED, round, kind);
    check(orders, move.get(), commits.get(), kind, what);
    orders.promote("r1", "race", "next round", true);
    assertThat(orders.head("main")).as(what).isEqualTo(orders.head("run_r1"));
  }

  private void check(LiveTable orders, Marker marker, List<Landed> commits, int kind, String what) {
    // The move stands: main is its marker, whatever the lead committed around it.
    Version.Marked main = (Version.Marked) orders.version(Shop.main(orders)).orElseThrow();
    assertThat(main.marker()).as(what).isEqualTo(marker);
    assertThat(orders.lead().orElse("held")).as(what).isEqualTo(kind == 0 ? "r2" : "held");

    // Every epoch landed once, in order; those after the move did not touch main.
    List<Long> onBranch = new ArrayList<>();
    orders.history("run_r1").forEach(version -> onBranch.add(0, version.snapshotId()));
    List<Long> landed = commits.stream().map(Landed::snapshotId).toList();
    assertThat(onBranch.subList(onBranch.size() - landed.size(), onBranch.size()))
        .as(what)
        .isEqualTo(landed);
    List<Boolean> moved = commits.stream().map(Landed::movedMain).toList();
    assertThat(moved).as(what).doesNotContainSequence(false, true);
    assertThat(commits).as(what).allMatch(commit -> commit.heldBecause().isEmpty());
    if (kind == 1) {
      // Hold keeps what main showed: exactly the epochs that said they moved it.
      long shown = commits.stream().filter(Landed::movedMain).count();
      long last = shown == 0 ? -1 : landed.get((int) shown - 1);
      assertThat(shown == 0 || main.parentId() == last).as(what).isTrue();
    }
    if (moved.contains(true) && moved.contains(false)) {
      overtaken++;
    }
  }

  private static Landed land(Catalog catalog, Epoch epoch) throws InterruptedException {
    return (Landed) Shop.committer(catalog, epoch.tidemark().run()).commit(epoch);
  }
}
