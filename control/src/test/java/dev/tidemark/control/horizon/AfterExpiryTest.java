package dev.tidemark.control.horizon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.TwoRuns;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.MissingEvents;
import dev.tidemark.lineage.Promotion;
import dev.tidemark.lineage.RecoveryPoint;
import dev.tidemark.lineage.Version;
import dev.tidemark.maintenance.Maintenance;
import dev.tidemark.maintenance.Policy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways back beyond the versions that expiry left: one of each second. */
class AfterExpiryTest {
  private static final Policy ONE_PER_SECOND =
      new Policy(
          Duration.ofHours(1), Duration.ofSeconds(1), Duration.ofDays(1), Duration.ofDays(3));

  @TempDir Path folder;
  private final CapturedConsole console = new CapturedConsole();
  private TwoRuns runs;
  private LiveTable table;

  @BeforeEach
  void makeATable() {
    runs = new TwoRuns(folder);
    table = runs.table();
  }

  @AfterEach
  void close() throws Exception {
    runs.close();
  }

  @Test
  void rollbackToATimeIsToWhatReadersSawThen() throws Exception {
    long kept = commitAndExpire();

    rollBack(at(kept).plusMillis(1).toString());

    assertThat(shown()).isEqualTo("r1-3");
  }

  @Test
  void rollbackBeforeAnOffsetIsToAKeptVersion() throws Exception {
    commitAndExpire();

    rollBack("before order-lines:0:35");

    assertThat(shown()).isEqualTo("r1-3");
  }

  @Test
  void theOldestVersionThatIsNamedIsAKeptOne() throws Exception {
    commitAndExpire();

    assertThat(roll("2020-01-01T00:00:00Z")).isEqualTo(3);

    assertThat(console.err())
        .contains("The oldest epoch left that readers saw is version %d of ".formatted(oldest()));
  }

  @Test
  void horizonReachesBackToTheOldestKeptVersion() throws Exception {
    commitAndExpire();

    Horizon horizon =
        Horizon.of(
            TableName.parse("shop.order_lines"), table, topics(), PointChoice.of(table, topics()));

    assertThat(horizon.oldest().snapshotId()).isEqualTo(oldest());
  }

  @Test
  void aKeptVersionLeadsToThePointBelowIt() throws Exception {
    long kept = commitAndExpire();

    assertThat(chosen(kept).checkpoint()).isEqualTo(2);
    assertThat(chosen(table.table().currentSnapshot().snapshotId()).checkpoint()).isEqualTo(4);
  }

  @Test
  void whatABranchHeldBeforeItsPromoteIsNotWhatReadersSawThen() throws Exception {
    runs.commit("r1", 10);
    long unseen = runs.commit("r2", 20);
    Instant then = at(unseen);
    nextSecond(then);
    table.promote(Promotion.of("r2", "ann", "replayed"));
    for (int i = 3; i < 20; i++) {
      runs.commit("r2", 10 * i);
    }
    expire();

    rollBack(then.toString());

    assertThat(shown()).isEqualTo("r1-1");
  }

  @Test
  void whatReadersSawUntilAPromoteIsStillFoundBeforeAnOffset() throws Exception {
    runs.commit("r1", 10);
    runs.commit("r2", 20);
    table.promote(Promotion.of("r2", "ann", "replayed"));
    for (int i = 3; i < 20; i++) {
      runs.commit("r2", 10 * i);
      runs.commit("r1", 10 * i);
    }
    expire();

    rollBack("before order-lines:0:25");

    assertThat(shown()).isEqualTo("r1-1");
  }

  @Test
  void rollbackToATimeOfAHoldIsToTheEpochThatReadersSawInIt() throws Exception {
    runs.commit("r1", 10);
    runs.commit("r2", 20);
    table.hold("ann", "wait");
    Instant held = at(table.table().currentSnapshot().snapshotId());
    nextSecond(held);
    table.promote(Promotion.of("r2", "ann", "replayed"));
    for (int i = 3; i < 20; i++) {
      runs.commit("r2", 10 * i);
      runs.commit("r1", 10 * i);
    }
    expire();

    rollBack(held.toString());

    assertThat(shown()).isEqualTo("r1-1");
  }

  @Test
  void rollbackToATimeOfARollbackIsToWhereThatWent() throws Exception {
    long marker = rollBackPromoteAndExpire();

    rollBack(at(marker).toString());

    assertThat(shown()).isEqualTo("r1-1");
  }

  @Test
  void rollbackToTheMarkerOfARollbackIsToTheEpochUnderIt() throws Exception {
    long marker = rollBackPromoteAndExpire();

    rollBack(Long.toString(marker));

    assertThat(shown()).isEqualTo("r1-1");
  }

  @Test
  void aMoveIsKnownAndWhatItShowedIsFoundAfterItsNeighboursAreForgotten() throws Exception {
    runs.commit("r1", 10);
    runs.commit("r2", 20);
    table.promote(Promotion.of("r2", "ann", "replayed"));
    Instant then = at(table.table().currentSnapshot().snapshotId());
    for (int i = 3; i < 6; i++) {
      runs.commit("r2", 10 * i);
      runs.commit("r1", 10 * i);
    }
    table.promote(Promotion.of("r1", "bob", "rather not").allowingRegress());
    for (int i = 6; i < 20; i++) {
      runs.commit("r2", 10 * i);
      runs.commit("r1", 10 * i);
    }
    expire();
    expire();

    assertThat(table.moves())
        .extracting(move -> ((Version.Marked) move).marker().reason())
        .startsWith("rather not", "replayed");
    rollBack(then.toString());
    assertThat(shown()).isEqualTo("r2-1");
  }

  /** Rolls back to an epoch that is not the newest of its second; gives the rollback's marker. */
  private long rollBackPromoteAndExpire() throws Exception {
    long good = runs.commit("r1", 10);
    for (int i = 2; i < 5; i++) {
      runs.commit("r1", 10 * i);
      runs.commit("r2", 10 * i);
    }
    rollBack(Long.toString(good));
    long marker = table.table().currentSnapshot().snapshotId();
    nextSecond(at(marker));
    table.promote(Promotion.of("r2", "ann", "replayed"));
    for (int i = 5; i < 20; i++) {
      runs.commit("r2", 10 * i);
      runs.commit("r1", 10 * i);
    }
    expire();
    return marker;
  }

  /** Twenty epochs, of which the third is the newest of its second; gives it. */
  private long commitAndExpire() throws InterruptedException {
    runs.commit("r1", 10);
    runs.commit("r1", 20);
    point(2);
    long third = runs.commit("r1", 30);
    nextSecond(at(third));
    runs.commit("r1", 40);
    point(4);
    for (int i = 5; i <= 20; i++) {
      runs.commit("r1", 10 * i);
    }
    expire();
    assertThat(table.history("main")).noneMatch(version -> version.snapshotId() == third);
    return third;
  }

  private void point(long checkpoint) {
    table.recoveryPoints().add("r1", checkpoint, "s3://b/" + checkpoint, Instant.now(), false);
  }

  private void expire() {
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));
    Maintenance.of(runs.catalog(), table.name(), later).expire(ONE_PER_SECOND);
  }

  private static void nextSecond(Instant after) {
    while (Instant.now().getEpochSecond() == after.getEpochSecond()) {
      Thread.onSpinWait();
    }
  }

  private Instant at(long version) {
    return table.version(version).orElseThrow().at();
  }

  private long oldest() {
    return table.table().refs().entrySet().stream()
        .filter(ref -> ref.getKey().startsWith("tidemark_kept_"))
        .min(Map.Entry.comparingByKey())
        .orElseThrow()
        .getValue()
        .snapshotId();
  }

  private RecoveryPoint chosen(long version) {
    return PointChoice.of(table, topics()).choose(Long.toString(version), Instant.now()).point();
  }

  private static BeginningOfTopics topics() {
    return new BeginningOfTopics(
        "cluster-1", Map.of("order-lines", new MissingEvents.Left(TwoRuns.TOPIC_ID, List.of(0L))));
  }

  private void rollBack(String to) {
    assertThat(roll(to)).as(() -> console.err()).isZero();
  }

  private int roll(String to) {
    return runs.run(console, "rollback", "order_lines", "--to", to);
  }

  private String shown() {
    return table.head("main").orElseThrow().id();
  }
}
