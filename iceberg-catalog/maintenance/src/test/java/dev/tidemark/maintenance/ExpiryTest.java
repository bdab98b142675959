package dev.tidemark.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.lineage.CommitResult;
import dev.tidemark.lineage.Epoch;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Promotion;
import dev.tidemark.lineage.Version;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpiryTest {
  private static final Duration HOUR = Duration.ofHours(1);

  /** What was written a moment ago is two hours old by this clock. */
  private static final Clock LATER = Clock.offset(Clock.systemUTC(), HOUR.multipliedBy(2));

  private static final Policy ONE_PER_SECOND =
      new Policy(HOUR, Duration.ofSeconds(1), HOUR.multipliedBy(24), HOUR.multipliedBy(72));

  @TempDir Path folder;
  private Prices prices;

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
  void versionsOlderThanAnHourAreForgottenButForOneOfEachStretch() {
    for (int i = 0; i < 30; i++) {
      prices.commit("r1", i % 7);
    }
    Map<Long, String> before = prices.main();

    Maintenance.Expired expired = prices.maintenance(LATER).expire(Policy.DEFAULT);

    assertThat(expired.kept()).as("one or two stretches, and the first move").isBetween(2L, 3L);
    assertThat(expired.versions()).isBetween(18L, 21L);
    assertThat(prices.main()).isEqualTo(before);
    assertThat(prices.live().table().refs().keySet())
        .anyMatch(ref -> ref.startsWith("tidemark_kept_"));
    assertThat(prices.live().table().refs()).containsKey("tidemark_root");
    assertEveryRetainedVersionIsReadable();
  }

  @Test
  void repeatingItFindsNothingLeftToDo() {
    for (int i = 0; i < 20; i++) {
      prices.commit("r1", i);
    }
    Maintenance maintenance = prices.maintenance(LATER);
    maintenance.expire(Policy.DEFAULT);

    Maintenance.Expired again = maintenance.expire(Policy.DEFAULT);

    assertThat(again).isEqualTo(new Maintenance.Expired(0, 0, 0, 0));
    assertThat(maintenance.wouldExpire(Policy.DEFAULT)).isZero();
  }

  @Test
  void keptVersionsAreReleasedAtTheHorizonButTheNewestBeforeIt() {
    for (int i = 0; i < 3; i++) {
      prices.commit("r1", i);
      nextSecond();
    }
    long reaching = prices.head("main");
    for (int i = 0; i < 20; i++) {
      prices.commit("r1", i);
    }
    long kept = prices.maintenance(LATER).expire(ONE_PER_SECOND).kept();
    assertThat(kept()).contains(reaching).hasSizeGreaterThanOrEqualTo(3);
    Instant made = prices.live().version(reaching).orElseThrow().at();
    Clock justThen = Clock.fixed(made.plus(ONE_PER_SECOND.horizon()).plusMillis(1), ZoneOffset.UTC);

    Maintenance.Expired expired = prices.maintenance(justThen).expire(ONE_PER_SECOND);

    assertThat(expired.released()).as("two versions, and the move that made r1 lead").isEqualTo(3);
    assertThat(kept()).contains(reaching).hasSize((int) kept - 3);
    prices
        .maintenance(Clock.offset(Clock.systemUTC(), HOUR.multipliedBy(30)))
        .expire(ONE_PER_SECOND);
    assertThat(kept()).hasSize(1).doesNotContain(reaching);
  }

  /** The run has none in the rest of the second, and is next heard of when that is long over. */
  @Test
  void theNewestVersionBeforeAPauseIsKept() {
    Clock justThen = Clock.fixed(commitAndPause().plus(HOUR).plusMillis(1), ZoneOffset.UTC);
    long newest = prices.head("main");
    nextSecond();
    for (int i = 0; i < 20; i++) {
      prices.commit("r1", i);
    }

    prices.maintenance(justThen).expire(ONE_PER_SECOND);
    prices.maintenance(LATER).expire(ONE_PER_SECOND);

    assertThat(kept()).contains(newest);
  }

  /** Commits where most of a second is left; gives when. */
  private Instant commitAndPause() {
    while (Instant.now().getNano() > 300_000_000) {
      Thread.onSpinWait();
    }
    prices.commit("r1", 1);
    return prices.live().version(prices.head("main")).orElseThrow().at();
  }

  private static void nextSecond() {
    long second = Instant.now().getEpochSecond();
    while (Instant.now().getEpochSecond() == second) {
      Thread.onSpinWait();
    }
  }

  @Test
  void whatReadersSawBeforeAMoveIsReleasedByTheAgeOfTheMove() {
    Clock now = Clock.systemUTC();
    prices.live().startRun("r2", false);
    prices.commit("r1", 1);
    long seen = prices.head("main");
    prices.commit("r2", 1);
    LiveTable afterThreeDays =
        LiveTable.open(prices.catalog(), Prices.NAME, Clock.offset(now, HOUR.multipliedBy(72)));
    afterThreeDays.promote(Promotion.of("r2", "ann", "r1 was down for days"));

    prices.maintenance(Clock.offset(now, HOUR.multipliedBy(95))).expire(Policy.DEFAULT);

    assertThat(prices.head("tidemark_before_1")).isEqualTo(seen);
    assertThat(prices.at(seen)).isNotEmpty();
    prices.maintenance(Clock.offset(now, HOUR.multipliedBy(97))).expire(Policy.DEFAULT);
    assertThat(prices.live().table().refs()).doesNotContainKey("tidemark_before_1");
    assertThat(prices.live().table().properties()).doesNotContainKey("tidemark.before.1");
  }

  @Test
  void whatReadersSawBeforeAMoveWithoutATimeIsReleasedByItsOwnAge() {
    prices.live().startRun("r2", false);
    prices.commit("r1", 1);
    prices.commit("r2", 1);
    prices.live().promote(Promotion.of("r2", "ann", "right"));
    prices.live().table().updateProperties().remove("tidemark.before.1").commit();

    prices
        .maintenance(Clock.offset(Clock.systemUTC(), HOUR.multipliedBy(25)))
        .expire(Policy.DEFAULT);

    assertThat(prices.live().table().refs()).doesNotContainKey("tidemark_before_1");
  }

  @Test
  void whatABranchHeldBeforeItsPromoteIsNotKeptAsWhatReadersSaw() {
    prices.live().startRun("r2", false);
    prices.commit("r1", 1);
    long seen = prices.head("main");
    prices.commit("r2", 1);
    prices.live().promote(Promotion.of("r2", "ann", "replayed"));

    prices.maintenance(LATER).expire(Policy.DEFAULT);

    assertThat(kept()).containsOnly(seen);
  }

  @Test
  void aPromoteStaysAsLongAsReadersSawItWithinTheHorizon() {
    prices.live().startRun("r2", false);
    prices.commit("r1", 1);
    prices.commit("r2", 1);
    prices.live().promote(Promotion.of("r2", "ann", "replayed"));
    String promote = "tidemark_move_" + prices.head("main");
    nextSecond();
    prices.commit("r2", 2);
    Instant next = prices.live().version(prices.head("main")).orElseThrow().at();
    for (int i = 0; i < 20; i++) {
      prices.commit("r2", i);
    }
    prices.maintenance(LATER).expire(ONE_PER_SECOND);
    Clock stillSeen =
        Clock.fixed(next.plus(ONE_PER_SECOND.horizon()).minusMillis(1), ZoneOffset.UTC);

    prices.maintenance(stillSeen).expire(ONE_PER_SECOND);
    assertThat(prices.live().table().refs()).containsKey(promote);

    prices.maintenance(Clock.offset(stillSeen, HOUR)).expire(ONE_PER_SECOND);
    assertThat(prices.live().table().refs()).doesNotContainKey(promote);
  }

  @Test
  void aKeptMoveLeadsDownToItsEpochAlsoBelowACompaction() {
    prices.live().startRun("r2", false);
    for (int i = 0; i < 12; i++) {
      prices.commit("r1", 1);
      prices.commit("r2", 1);
    }
    prices.maintenance(Clock.systemUTC()).compact(done -> {});
    long compacted = prices.head("run_r2");
    assertThat(prices.live().version(compacted).orElseThrow())
        .isNotInstanceOf(Version.Stamped.class);
    prices.live().promote(Promotion.of("r2", "ann", "replayed").allowingRegress());
    long promote = prices.head("main");
    nextSecond();
    for (int i = 0; i < 20; i++) {
      prices.commit("r2", i);
    }

    prices.maintenance(LATER).expire(ONE_PER_SECOND);

    Version below = prices.live().version(promote).orElseThrow();
    while (!(below instanceof Version.Stamped)) {
      long parent = Objects.requireNonNull(below.parentId());
      below = prices.live().version(parent).orElseThrow(() -> new AssertionError("no " + parent));
    }
  }

  @Test
  void theLastMoveIsKnownAfterItsMarkerIsForgotten() {
    promoteAndForgetTheMarker();

    assertThat(prices.live().promote(Promotion.of("r2", "bob", "again")).by()).isEqualTo("ann");
    assertThat(prices.live().leadBefore()).contains("r1");
    assertThat(prices.live().undo("bob", true).reason()).isEqualTo("undo of promote by ann");
    assertThat(prices.live().lead()).contains("r1");
  }

  @Test
  void promotingTheLeadIsNotRefusedWhereItsMarkerIsForgottenAndWasNeverNoted() {
    promoteAndForgetTheMarker();
    var properties = prices.live().table().updateProperties();
    prices.live().table().properties().keySet().stream()
        .filter(key -> key.startsWith("tidemark.marker"))
        .forEach(properties::remove);
    properties.commit();
    long main = prices.head("main");

    assertThat(prices.live().promote(Promotion.of("r2", "bob", "again")).to()).isEqualTo("r2");

    assertThat(prices.head("main")).isEqualTo(main);
    assertThatThrownBy(() -> prices.live().undo("bob")).hasMessageContaining("no run led before");
  }

  private void promoteAndForgetTheMarker() {
    prices.live().startRun("r2", false);
    prices.commit("r1", 1);
    prices.commit("r2", 1);
    prices.live().promote(Promotion.of("r2", "ann", "replayed"));
    for (int i = 0; i < 15; i++) {
      prices.commit("r2", i);
    }
    prices.maintenance(LATER).expire(Policy.DEFAULT);
    assertThat(prices.live().history("main")).noneMatch(Version.Marked.class::isInstance);
  }

  private List<Long> kept() {
    return prices.live().table().refs().entrySet().stream()
        .filter(ref -> ref.getKey().startsWith("tidemark_kept_"))
        .map(ref -> ref.getValue().snapshotId())
        .toList();
  }

  @Test
  void anIdleRunFindsItsTidemarkBelowAnyNumberOfMarkers() {
    prices.live().startRun("r2", false);
    prices.commit("r1", 1);
    prices.commit("r2", 1);
    for (int i = 0; i < 15; i++) {
      prices
          .live()
          .promote(Promotion.of(i % 2 == 0 ? "r2" : "r1", "test", "to and fro").allowingRegress());
    }

    prices.maintenance(LATER).expire(Policy.DEFAULT);

    assertThat(prices.commit("r1", 2)).isInstanceOf(CommitResult.Landed.class);
    assertThat(prices.commit("r2", 2)).isInstanceOf(CommitResult.Landed.class);
  }

  @Test
  void anEpochWhoseVersionIsForgottenIsRefusedAndNotCommittedTwice() {
    Epoch first = prices.epoch("r1", 1);
    prices.commit(first);
    for (int i = 0; i < 15; i++) {
      prices.commit("r1", 1, 2);
    }
    assertThat(prices.commit(first)).isInstanceOf(CommitResult.AlreadyCommitted.class);
    Policy withoutKept = new Policy(HOUR, Duration.ofMinutes(15), HOUR, Duration.ofDays(1));

    prices.maintenance(LATER).expire(withoutKept);

    assertThat(prices.commit(first)).isInstanceOf(CommitResult.Refused.class);
  }

  @Test
  void aRunThatCommitsMeanwhileKeepsItsChainAndItsFiles() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<List<CommitResult>> commits =
          thread.submit(
              () -> {
                List<CommitResult> results = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                  results.add(prices.commit("r1", i % 5));
                }
                return results;
              });
      try (Prices other = new Prices(folder)) {
        while (!commits.isDone()) {
          other.maintenance(LATER).expire(Policy.DEFAULT);
        }
      }
      assertThat(commits.get()).allMatch(CommitResult.Landed.class::isInstance);
    } finally {
      thread.shutdownNow();
    }
    assertThat(prices.main().values())
        .containsExactlyInAnyOrder("r156", "r157", "r158", "r159", "r160");
    assertEveryRetainedVersionIsReadable();
  }

  @Test
  void aPolicyThatContradictsItselfIsRefused() {
    assertThatThrownBy(() -> new Policy(HOUR, HOUR, Duration.ofMinutes(5), HOUR))
        .hasMessage(
            "The horizon (PT5M) is shorter than all versions are kept (PT1H); give a longer one.");
    assertThatThrownBy(() -> new Policy(HOUR, HOUR, HOUR.multipliedBy(2), HOUR))
        .hasMessageStartingWith("Orphans would be removed after PT1H, but a savepoint");
  }

  private void assertEveryRetainedVersionIsReadable() {
    Table table = prices.live().table();
    int read = 0;
    for (Snapshot snapshot : table.snapshots()) {
      if (prices.live().version(snapshot.snapshotId()).orElseThrow() instanceof Version.Stamped) {
        assertThat(prices.at(snapshot.snapshotId())).isNotEmpty();
        read++;
      }
    }
    assertThat(read).isPositive();
  }
}
