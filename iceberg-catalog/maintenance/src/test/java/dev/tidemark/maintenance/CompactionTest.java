package dev.tidemark.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.lineage.CommitResult;
import dev.tidemark.lineage.Epoch;
import dev.tidemark.lineage.Tidemark;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactionTest {
  @TempDir Path folder;
  private Prices prices;
  private final List<Compacted> progress = new ArrayList<>();

  @BeforeEach
  void create() {
    prices = new Prices(folder);
    prices.live().startRun("r1", true);
  }

  @AfterEach
  void close() throws Exception {
    prices.close();
  }

  @Test
  void fewFilesWithoutDeletesHoldTheSameRows() {
    upserts(40);
    Map<Long, String> before = prices.main();

    Compacted done = compact();

    assertThat(done.filesBefore()).isEqualTo(40);
    assertThat(done.filesAfter()).isOne();
    assertThat(done.rows()).isEqualTo(7);
    assertThat(progress).singleElement().extracting(Compacted::rows).isEqualTo(7L);
    assertThat(done.deletes()).isPositive();
    assertThat(prices.main()).isEqualTo(before);
    assertThat(summary("total-data-files")).isEqualTo("1");
    assertThat(summary("total-delete-files")).isEqualTo("0");
  }

  @Test
  void anIdleLeadsReadersHaveItAtOnce() {
    upserts(10);
    compact();
    assertThat(prices.head("main")).isEqualTo(prices.head("run_r1"));
    assertThat(prices.live().head("main").map(Tidemark::epoch)).contains(10L);
  }

  @Test
  void theRunGoesOnAndItsDeletesFindTheirRowsInTheNewFiles() {
    upserts(10);
    compact();

    assertThat(prices.commit("r1", 3)).isInstanceOf(CommitResult.Landed.class);

    assertThat(prices.main()).hasSize(7).containsEntry(3L, "r111");
    assertThat(prices.head("main")).isEqualTo(prices.head("run_r1"));
  }

  @Test
  void anEpochThatWasReadBeforeAndLandsLaterIsKept() {
    upserts(10);
    Epoch waiting = prices.epoch("r1", 3, 100);

    compact();

    assertThat(prices.commit(waiting)).isInstanceOf(CommitResult.Landed.class);
    assertThat(prices.main()).containsEntry(3L, "r111").containsEntry(100L, "r111").hasSize(8);
    assertThat(prices.commit(waiting)).isInstanceOf(CommitResult.AlreadyCommitted.class);
  }

  @Test
  void epochsThatLandWhileFilesAreRewrittenKeepTheirDeletes() {
    upserts(10);
    Table read = prices.live().table();
    long head = prices.head("run_r1");
    prices.commit("r1", 3, 100);
    prices.commit(prices.deletion("r1", 5));

    Compacted done = rewrite(read, head);

    assertThat(done.groups()).isOne();
    assertThat(prices.main()).containsEntry(3L, "r111").containsEntry(100L, "r111");
    assertThat(prices.at(prices.head("run_r1"))).doesNotContainKey(5L).hasSize(7);
  }

  @Test
  void rowsThatAnEpochWithoutRowsDeletesMeanwhileStayDeleted() {
    upserts(10);
    Table read = prices.live().table();
    long head = prices.head("run_r1");
    prices.commit(prices.deletion("r1", 5));
    prices.commit("r1", 3);

    Compacted skipped = rewrite(read, head);

    assertThat(skipped).isEqualTo(Compacted.SKIPPED);
    assertThat(prices.at(prices.head("run_r1"))).doesNotContainKey(5L).hasSize(6);
    assertThat(compact().groups()).isOne();
    assertThat(prices.main()).doesNotContainKey(5L).containsEntry(3L, "r112").hasSize(6);
    assertThat(summary("total-delete-files")).isEqualTo("0");
  }

  private Compacted rewrite(Table read, long head) {
    Compaction compaction = new Compaction(prices.live(), "run_r1", progress::add);
    return Compaction.groups(read, head).stream()
        .map(group -> compaction.rewrite(read, read.snapshot(head), group))
        .reduce(Compacted.NOTHING, Compacted::and);
  }

  @Test
  void everyRunsBranchIsCompactedAndKeepsItsOwnRows() {
    prices.live().startRun("r2", false);
    upserts(10);
    for (int i = 0; i < 8; i++) {
      prices.commit("r2", i);
    }
    Map<Long, String> beside = prices.at(prices.head("run_r2"));

    compact();

    assertThat(prices.at(prices.head("run_r2"))).isEqualTo(beside).hasSize(8);
    assertThat(prices.main()).hasSize(7);
    assertThat(prices.commit("r2", 1)).isInstanceOf(CommitResult.Landed.class);
  }

  @Test
  void aHeldTablesReadersKeepTheirVersion() {
    upserts(10);
    prices.live().hold("test", "bad prices");
    long held = prices.head("main");

    compact();

    assertThat(prices.head("main")).isEqualTo(held);
    assertThat(prices.head("run_r1")).isNotEqualTo(held);
  }

  @Test
  void nothingIsRewrittenTwice() {
    upserts(10);
    compact();
    assertThat(prices.maintenance(Clock.systemUTC()).wouldCompact()).isEqualTo(Compacted.NOTHING);
    assertThat(compact()).isEqualTo(Compacted.NOTHING);
  }

  @Test
  void aRunThatCommitsMeanwhileLosesNothing() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    int epochs = 80;
    try {
      Future<Boolean> commits =
          thread.submit(
              () -> {
                boolean landed = true;
                for (int i = 0; i < epochs; i++) {
                  landed &= prices.commit("r1", i % 7) instanceof CommitResult.Landed;
                }
                return landed;
              });
      Compacted all = Compacted.NOTHING;
      try (Prices other = new Prices(folder)) {
        while (!commits.isDone()) {
          all = all.and(other.maintenance(Clock.systemUTC()).compact(done -> {}));
        }
        // A run without pauses may win all races of the first pass, which had little to do.
        all = all.and(other.maintenance(Clock.systemUTC()).compact(done -> {}));
      }
      assertThat(commits.get()).isTrue();
      assertThat(all.groups()).isPositive();
    } finally {
      thread.shutdownNow();
    }
    assertThat(prices.main())
        .isEqualTo(
            Map.of(
                0L, "r178", 1L, "r179", 2L, "r180", 3L, "r174", 4L, "r175", 5L, "r176", 6L,
                "r177"));
    compact();
    assertThat(prices.main()).hasSize(7);
  }

  /** Each epoch sets one of seven prices anew. */
  private void upserts(int epochs) {
    for (int i = 0; i < epochs; i++) {
      prices.commit("r1", i % 7);
    }
  }

  private Compacted compact() {
    return prices.maintenance(Clock.systemUTC()).compact(progress::add);
  }

  private String summary(String key) {
    Table table = prices.live().table();
    return table.currentSnapshot().summary().get(key);
  }
}
