package dev.tidemark.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.erase.Erasing;
import dev.tidemark.erase.ErasureReport;
import dev.tidemark.erase.Removed;
import dev.tidemark.lineage.CommitResult;
import dev.tidemark.lineage.ErasureKey;
import dev.tidemark.lineage.Erasures;
import dev.tidemark.lineage.Promotion;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Erasing while others do to the table what they like. */
class ErasingBesideOthersTest {
  /** Without an end, promotions one on the heels of another leave nobody else a turn. */
  private static final int OTHERS = 20;

  @TempDir Path folder;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final AtomicBoolean erased = new AtomicBoolean();
  private Prices prices;

  @BeforeEach
  void create() {
    prices = new Prices(folder);
    prices.live().startRun("r1", true);
    prices.live().startRun("r2", false);
    for (int i = 0; i < 14; i++) {
      prices.commit("r1", i % 7);
      prices.commit("r2", i % 7);
    }
  }

  @AfterEach
  void close() throws Exception {
    thread.shutdownNow();
    prices.close();
  }

  @Test
  void twoAtOnceBothEndAndBothPersonsAreGone() throws Exception {
    Future<?> other = thread.submit(() -> erase("id=4"));
    erase("id=3");
    other.get();
    assertGone("id=3", "id=4");
    assertThat(prices.main()).containsOnlyKeys(0L, 1L, 2L, 5L, 6L);
  }

  @Test
  void theSamePersonTwiceAtOnceIsGone() throws Exception {
    Future<?> other = thread.submit(() -> erase("id=3"));
    erase("id=3");
    other.get();
    assertGone("id=3");
    assertThat(prices.main()).hasSize(6);
  }

  @Test
  void compactionBringsNothingBack() throws Exception {
    besideThis(others -> others.maintenance(Clock.systemUTC()).compact(done -> {}));
    assertThat(prices.main()).hasSize(6).doesNotContainKey(3L);
    // Manifests of the last compaction name what it removed, and are taken for the person's.
    erase("id=3");
    assertGone("id=3");
    assertThat(prices.main()).hasSize(6);
  }

  @Test
  void promotionsBringNothingBack() throws Exception {
    besideThis(
        others -> {
          String next = others.live().lead().equals(Optional.of("r1")) ? "r2" : "r1";
          others.live().promote(Promotion.of(next, "test", "").allowingRegress());
        });
    assertThat(prices.main()).hasSize(6).doesNotContainKey(3L);
    assertThat(prices.commit("r1", 3)).isInstanceOf(CommitResult.Landed.class);
    assertThat(prices.commit("r2", 3)).isInstanceOf(CommitResult.Landed.class);
    // A tag of a promotion may have been put on a version after that was looked at.
    erase("id=3");
    assertGone("id=3");
    assertThat(prices.main()).hasSize(6);
  }

  private interface Work {
    void with(Prices others);
  }

  private void besideThis(Work work) throws Exception {
    try (Prices others = new Prices(folder)) {
      Future<?> busy =
          thread.submit(
              () -> {
                for (int i = 0; i < OTHERS && !erased.get(); i++) {
                  work.with(others);
                }
              });
      try {
        erase("id=3");
      } finally {
        erased.set(true);
        busy.get();
      }
    }
  }

  private ErasureReport erase(String key) {
    try (Prices own = new Prices(folder)) {
      return erasing(own).perform(keys(own, key), "test", "asked", what -> {});
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void assertGone(String... gone) {
    ErasureReport left = erasing(prices).plan(keys(prices, gone));
    assertThat(left.versions()).isZero();
    assertThat(left.branches().values()).allMatch(removed -> removed.equals(new Removed(0, 0, 0)));
    assertThat(Erasures.of(prices.catalog(), Prices.NAME, Clock.systemUTC()).list())
        .hasSizeGreaterThanOrEqualTo(gone.length);
  }

  private static Erasing erasing(Prices prices) {
    return Erasing.of(prices.catalog(), Prices.NAME, Clock.systemUTC());
  }

  private static List<ErasureKey> keys(Prices prices, String... keys) {
    return List.of(keys).stream()
        .map(key -> ErasureKey.parse(prices.live().table().schema(), key))
        .toList();
  }
}
