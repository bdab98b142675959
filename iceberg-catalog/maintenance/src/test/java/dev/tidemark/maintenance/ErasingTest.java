package dev.tidemark.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.erase.Erasing;
import dev.tidemark.erase.ErasureReport;
import dev.tidemark.lineage.CommitResult;
import dev.tidemark.lineage.Epoch;
import dev.tidemark.lineage.ErasureKey;
import dev.tidemark.lineage.Erasures;
import dev.tidemark.lineage.LeftSavepoint;
import dev.tidemark.lineage.Promotion;
import dev.tidemark.lineage.RecoveryPoint;
import dev.tidemark.lineage.RecoveryPoints;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasingTest {
  /**
   * Of a run beside an erasure: more than twice as often as any profile commits. A run without a
   * pause may win every round for minutes, and reading its thousands of versions back takes longer
   * still.
   */
  private static final Duration BETWEEN_COMMITS = Duration.ofMillis(100);

  private static final long PERSON = 3;

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
  void noVersionTagOrFileHoldsThePersonAndOtherRowsAreUntouched() {
    prices.live().startRun("r2", false);
    upserts("r1", 12);
    upserts("r2", 9);
    prices.live().promote(Promotion.of("r2", "test", "for a tag").allowingRegress());
    upserts("r2", 5);
    Map<Long, String> first = prices.at(prices.head("run_r1"));
    Map<Long, String> second = prices.main();

    ErasureReport report = erase();

    first.remove(PERSON);
    second.remove(PERSON);
    assertThat(prices.at(prices.head("run_r1"))).isEqualTo(first);
    assertThat(prices.main()).isEqualTo(second);
    assertThat(prices.head("main")).isEqualTo(prices.head("run_r2"));
    assertThat(prices.live().lead()).contains("r2");
    assertThat(report.branches().get("run_r1").rows()).isOne();
    assertThat(report.released().tags()).containsExactly("tidemark_before_1");
    assertThat(report.versions()).isPositive();
    assertNowhere();
  }

  /** Iceberg ends the log of main at the newest version that is dropped. */
  @Test
  void whoMovedReadersBeforeThePersonCameIsStillKnown() {
    prices.live().startRun("r2", false);
    prices.commit("r1", 1);
    prices.commit("r2", 1);
    prices.live().promote(Promotion.of("r2", "ann", "replayed"));
    prices.commit("r2", 2);
    prices.live().undo("bob", true);
    prices.commit("r1", PERSON);

    erase();

    assertThat(prices.live().moves())
        .filteredOn(Version.Marked.class::isInstance)
        .extracting(move -> ((Version.Marked) move).marker().reason())
        .contains("replayed", "undo of promote by ann");
    assertNowhere();
  }

  /** Whoever maintains it may have another horizon than the table declares. */
  @Test
  void tagsOfOldVersionsWithoutThePersonStay() {
    prices.commit("r1", 1);
    long old = prices.head("main");
    prices.live().table().manageSnapshots().createTag("tidemark_kept_1", old).commit();
    prices
        .live()
        .table()
        .updateProperties()
        .set("tidemark.recovery.horizon", "PT0.001S")
        .set("tidemark.recovery.savepoints-every", "PT0.001S")
        .commit();
    prices.commit("r1", 2);
    prices.commit("r1", PERSON);

    ErasureReport report = erase();

    assertThat(report.released().tags()).doesNotContain("tidemark_kept_1");
    assertThat(prices.head("tidemark_kept_1")).isEqualTo(old);
    assertNowhere();
  }

  @Test
  void runsGoOnAndWhatComesOfThePersonLaterStaysOut() {
    upserts("r1", 10);
    Epoch waiting = prices.epoch("r1", PERSON, 100);
    erase();

    assertThat(prices.commit(waiting)).isInstanceOf(CommitResult.Landed.class);
    assertThat(prices.commit(waiting)).isInstanceOf(CommitResult.AlreadyCommitted.class);
    assertThat(prices.commit("r1", PERSON)).isInstanceOf(CommitResult.Landed.class);
    assertThat(prices.commit("r1", 5)).isInstanceOf(CommitResult.Landed.class);

    assertThat(prices.main()).containsEntry(100L, "r111").containsEntry(5L, "r113").hasSize(7);
    assertThat(prices.live().table().currentSnapshot().summary())
        .containsEntry("tidemark.erasures", "1");
    assertNowhere();
  }

  @Test
  void runsStartedLaterLeaveThePersonOut() {
    upserts("r1", 10);
    erase();
    prices.live().startRun("r2", false);
    upserts("r2", 10);
    assertThat(prices.at(prices.head("run_r2"))).hasSize(6).doesNotContainKey(PERSON);
    assertNowhere();
  }

  @Test
  void aRolledBackTableStaysHeldAtTheSameRows() {
    upserts("r1", 8);
    long old = prices.head("main");
    Map<Long, String> shown = prices.main();
    upserts("r1", 3);
    prices.live().rollback(old, "test", "bad prices");

    erase();

    shown.remove(PERSON);
    assertThat(prices.main()).isEqualTo(shown);
    assertThat(prices.live().heldBecause()).contains("bad prices");
    assertThat(prices.live().leadBefore()).contains("r1");
    prices.live().undo("test");
    assertThat(prices.commit("r1", 1)).isInstanceOf(CommitResult.Landed.class);
    assertThat(prices.head("main")).isEqualTo(prices.head("run_r1"));
    assertNowhere();
  }

  @Test
  void aBranchThatIsNoRunsLosesThePersonAsWell() {
    upserts("r1", 9);
    branch("audit");
    Map<Long, String> audited = prices.main();
    upserts("r1", 3);
    Map<Long, String> shown = prices.main();

    ErasureReport report = erase();

    audited.remove(PERSON);
    shown.remove(PERSON);
    assertThat(prices.at(prices.head("audit"))).isEqualTo(audited);
    assertThat(prices.main()).isEqualTo(shown);
    assertThat(report.branches()).containsOnlyKeys("audit", "run_r1");
    assertThat(report.branches().get("audit").rows()).isOne();
    assertNowhere();
  }

  /** The branch holds files that no other branch does any more. */
  @Test
  void aBranchFromBeforeACompactionLosesThePersonAsWell() {
    upserts("r1", 20);
    branch("audit");
    Map<Long, String> audited = prices.main();
    prices.maintenance(Clock.systemUTC()).compact(done -> {});
    upserts("r1", 2);

    erase();

    audited.remove(PERSON);
    assertThat(prices.at(prices.head("audit"))).isEqualTo(audited);
    assertThat(prices.main()).hasSize(6).doesNotContainKey(PERSON);
    assertNowhere();
  }

  private void branch(String name) {
    prices.live().table().manageSnapshots().createBranch(name, prices.head("main")).commit();
  }

  @Test
  void aRecoveryPointOfAVersionWithThePersonIsDropped() {
    upserts("r1", 5);
    RecoveryPoints points = prices.live().recoveryPoints();
    points.add("r1", 5, "s3://b/savepoint-1", Instant.now(), false);

    ErasureReport report = erase();

    assertThat(report.released().points())
        .extracting(RecoveryPoint::savepoint)
        .containsExactly("s3://b/savepoint-1");
    assertThat(points.list()).isEmpty();
    assertThat(prices.live().leftSavepoints().all())
        .extracting(LeftSavepoint::savepoint)
        .containsExactly("s3://b/savepoint-1");
    assertNowhere();
  }

  @Test
  void versionsWithoutThePersonStay() {
    prices.commit("r1", 1, 2);
    long before = prices.head("main");
    prices.commit("r1", PERSON);
    erase();
    assertThat(prices.at(before)).containsOnlyKeys(1L, 2L);
    assertNowhere();
  }

  @Test
  void killedAtAnyStepAndRepeatedItEndsTheSame() {
    upserts("r1", 9);
    Map<Long, String> expected = prices.main();
    expected.remove(PERSON);
    int killed = 0;
    for (int step = 1; killed == step - 1; step++) {
      AtomicInteger left = new AtomicInteger(step);
      try {
        erasing()
            .perform(
                List.of(key("id=3")),
                "test",
                "asked",
                what -> {
                  if (left.decrementAndGet() == 0) {
                    throw new IllegalStateException("killed at " + what);
                  }
                });
      } catch (IllegalStateException kill) {
        killed++;
      }
      prices.commit("r1", PERSON);
    }
    assertThat(killed).isGreaterThan(3);
    assertThat(prices.main()).isEqualTo(expected);
    assertThat(ledger().list()).hasSize(1);
    assertNowhere();
  }

  @Test
  void aRunThatCommitsMeanwhileBringsNothingBack() throws Exception {
    upserts("r1", 10);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    AtomicBoolean erased = new AtomicBoolean();
    try {
      Future<Boolean> commits =
          thread.submit(
              () -> {
                boolean landed = true;
                for (int i = 0; !erased.get() || i % 7 != 0; i++) {
                  landed &= prices.commit("r1", i % 7) instanceof CommitResult.Landed;
                  LockSupport.parkNanos(BETWEEN_COMMITS.toNanos());
                }
                return landed;
              });
      try (Prices other = new Prices(folder)) {
        Erasing.of(other.catalog(), Prices.NAME, Clock.systemUTC())
            .perform(List.of(key("id=3")), "test", "asked", what -> {});
        assertThat(commits.isDone()).as("the run has failed").isFalse();
      } finally {
        erased.set(true);
      }
      assertThat(commits.get()).isTrue();
    } finally {
      thread.shutdownNow();
    }
    assertThat(prices.main()).containsOnlyKeys(0L, 1L, 2L, 4L, 5L, 6L);
    assertNowhere();
  }

  @Test
  void compactionAfterwardsKeepsThePersonOut() {
    upserts("r1", 20);
    erase();
    prices.maintenance(Clock.systemUTC()).compact(done -> {});
    prices.commit("r1", PERSON, 1);
    assertThat(prices.main()).hasSize(6).containsEntry(1L, "r121");
    assertNowhere();
  }

  /** In a compacted file a person's row lies beside others, of which later epochs deleted some. */
  @Test
  void deletedRowsBesideThePersonsDoNotComeBack() {
    upserts("r1", 20);
    prices.maintenance(Clock.systemUTC()).compact(done -> {});
    upserts("r1", 2);
    prices.commit(prices.deletion("r1", 4));
    Map<Long, String> expected = prices.main();
    assertThat(expected).doesNotContainKey(4L).hasSize(6);
    erase();
    expected.remove(PERSON);
    assertThat(prices.main()).isEqualTo(expected);
    assertNowhere();
  }

  @Test
  void anyColumnKnowsAPerson() {
    upserts("r1", 9);
    ErasureReport report =
        erasing().perform(List.of(key("price=r19")), "test", "asked", what -> {});
    assertThat(report.branches().get("run_r1").rows()).isOne();
    assertThat(prices.main()).doesNotContainValue("r19").hasSize(6);
    assertThat(texts()).noneMatch(text -> text.contains("r19"));
  }

  @Test
  void theLedgerDoesNotHoldTheValue() {
    upserts("r1", 9);
    erasing().perform(List.of(key("price=r19")), "test", "asked", what -> {});
    assertThat(prices.live().table().properties().values())
        .noneMatch(value -> value.contains("r19"));
    assertThat(ledger().list())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.reason()).isEqualTo("asked");
              assertThat(entry.hashes()).containsOnlyKeys(2);
            });
  }

  @Test
  void planSaysWhatWouldGoAndChangesNothing() {
    upserts("r1", 9);
    long version = prices.head("main");
    ErasureReport plan = erasing().plan(List.of(key("id=3")));
    assertThat(plan.branches().get("run_r1").rows()).isOne();
    assertThat(plan.versions()).isPositive();
    assertThat(prices.head("main")).isEqualTo(version);
    assertThat(ledger().list()).isEmpty();
  }

  @Test
  void aKeyThatDoesNotFitIsRefusedWithoutItsValue() {
    assertThatThrownBy(() -> key("name=Ann"))
        .hasMessage("The table has no column name; it has [id, price].");
    assertThatThrownBy(() -> key("id=Ann"))
        .hasMessage(
            "The value of column id is no long; accepted is a whole number of that size, like 4711.");
    assertThat(key("id=3,price=1,5")).hasToString("key of the columns with ids [1, 2]");
  }

  private ErasureReport erase() {
    return erasing().perform(List.of(key("id=3")), "test", "asked", what -> {});
  }

  private Erasing erasing() {
    return Erasing.of(prices.catalog(), Prices.NAME, Clock.systemUTC());
  }

  private Erasures ledger() {
    return Erasures.of(prices.catalog(), Prices.NAME, Clock.systemUTC());
  }

  private ErasureKey key(String text) {
    return ErasureKey.parse(prices.live().table().schema(), text);
  }

  private void upserts(String run, int epochs) {
    for (int i = 0; i < epochs; i++) {
      prices.commit(run, i % 7);
    }
  }

  /** Neither in a version nor in a file on disk, of rows or of deletes, nor in a file's bounds. */
  private void assertNowhere() {
    for (Snapshot snapshot : prices.live().table().snapshots()) {
      assertThat(prices.at(snapshot.snapshotId())).doesNotContainKey(PERSON);
    }
    for (Path file : prices.dataFiles()) {
      assertThat(ids(file)).as(file.toString()).doesNotContain(PERSON);
    }
    assertThat(prices.live().head("run_r1").map(Tidemark::run)).contains("r1");
  }

  private List<Long> ids(Path file) {
    List<Long> ids = new ArrayList<>();
    try (CloseableIterable<Record> rows =
        Parquet.read(org.apache.iceberg.Files.localInput(file.toFile()))
            .project(prices.live().table().schema().select("id"))
            .createReaderFunc(
                type ->
                    GenericParquetReaders.buildReader(
                        prices.live().table().schema().select("id"), type))
            .build()) {
      rows.forEach(row -> ids.add((Long) row.getField("id")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ids;
  }

  /** What Avro and JSON files of the table say. */
  private List<String> texts() {
    Map<Path, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder.resolve("warehouse/shop/prices/metadata"))) {
      for (Path file : files.filter(it -> it.toString().endsWith(".avro")).toList()) {
        StringBuilder text = new StringBuilder();
        try (var reader =
            new DataFileReader<GenericRecord>(file.toFile(), new GenericDatumReader<>())) {
          reader.forEach(record -> text.append(record).append('\n'));
        }
        texts.put(file, text.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(texts.values());
  }
}
