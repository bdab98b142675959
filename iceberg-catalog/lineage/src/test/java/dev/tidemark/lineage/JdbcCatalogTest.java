package dev.tidemark.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.catalog.CatalogSettings;
import dev.tidemark.lineage.CommitResult.AlreadyCommitted;
import dev.tidemark.lineage.CommitResult.Landed;
import dev.tidemark.lineage.CommitResult.Refused;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.catalog.Catalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a database and files, with several catalogs open at once, as several processes have them. */
class JdbcCatalogTest {
  @TempDir Path folder;
  private final List<Catalog> opened = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private LiveTable orders;

  @BeforeEach
  void create() {
    orders = Shop.create(open());
    orders.startRun("r1", true);
  }

  @AfterEach
  void close() throws Exception {
    FlakyFileIo.bringUp();
    threads.shutdownNow();
    assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    for (Catalog catalog : opened) {
      ((AutoCloseable) catalog).close();
    }
  }

  @Test
  void twoProcessesOfOneRunMakeOneChain() throws Exception {
    Epochs epochs = new Epochs("r1");
    List<Epoch> all = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      all.add(epochs.next());
    }
    Future<List<CommitResult>> one = commit(all, "r1");
    Future<List<CommitResult>> other = commit(all, "r1");

    List<CommitResult> results = new ArrayList<>(one.get());
    results.addAll(other.get());

    assertThat(results).noneMatch(Refused.class::isInstance);
    assertThat(epochsOn("main")).containsExactlyElementsOf(ids(all));
    for (int i = 0; i < all.size(); i++) {
      assertThat(snapshot(results.get(i))).isEqualTo(snapshot(results.get(all.size() + i)));
    }
  }

  @Test
  void twoRunsThatCommitAtOnceKeepTheirChains() throws Exception {
    orders.startRun("r2", false);
    Epochs first = new Epochs("r1");
    Epochs second = new Epochs("r2");
    List<Epoch> mine = new ArrayList<>();
    List<Epoch> theirs = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      mine.add(first.next());
      theirs.add(second.next());
    }

    Future<List<CommitResult>> one = commit(mine, "r1");
    Future<List<CommitResult>> other = commit(theirs, "r2");

    assertThat(one.get()).allMatch(it -> it instanceof Landed landed && landed.movedMain());
    assertThat(other.get()).allMatch(it -> it instanceof Landed landed && !landed.movedMain());
    assertThat(epochsOn("main")).containsExactlyElementsOf(ids(mine));
    assertThat(epochsOn("run_r2")).containsExactlyElementsOf(ids(theirs));
  }

  @Test
  void commitWaitsForStorageToComeBack() throws Exception {
    Epochs epochs = new Epochs("r1");
    EpochCommitter committer = Shop.committer(open(), "r1");
    committer.commit(epochs.next());
    FlakyFileIo.takeDown();
    Future<CommitResult> waiting = threads.submit(() -> committer.commit(epochs.next()));
    await().until(() -> FlakyFileIo.refused() >= 4);
    assertThat(waiting.isDone()).isFalse();

    FlakyFileIo.bringUp();

    assertThat(waiting.get(30, TimeUnit.SECONDS)).isInstanceOf(Landed.class);
    assertThat(orders.head("main").orElseThrow().epoch()).isEqualTo(2);
  }

  @Test
  void waitingCommitCanBeInterrupted() throws Exception {
    FlakyFileIo.takeDown();
    EpochCommitter committer = Shop.committer(open(), "r1");
    Future<CommitResult> waiting = threads.submit(() -> committer.commit(new Epochs("r1").next()));
    await().until(() -> FlakyFileIo.refused() >= 2);

    threads.shutdownNow();

    await().until(waiting::isDone);
    assertThat(failure(waiting)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void droppedTableIsRefusedAfterAWhile() throws Exception {
    EpochCommitter committer =
        EpochCommitter.open(open(), Shop.ORDERS, "r1", Clock.systemUTC(), Duration.ofMillis(200));
    open().dropTable(Shop.ORDERS, false);

    Refused refused = (Refused) committer.commit(new Epochs("r1").next());

    assertThat(refused.sentence())
        .startsWith("Cannot commit epoch 1 of run r1:")
        .endsWith("Was it dropped or renamed? Start the run again on the table's new name.");
  }

  private Future<List<CommitResult>> commit(List<Epoch> epochs, String run) {
    EpochCommitter committer = Shop.committer(open(), run);
    return threads.submit(
        () -> {
          List<CommitResult> results = new ArrayList<>();
          for (Epoch epoch : epochs) {
            results.add(committer.commit(epoch));
          }
          return results;
        });
  }

  private static long snapshot(CommitResult result) {
    return result instanceof Landed landed
        ? landed.snapshotId()
        : ((AlreadyCommitted) result).snapshotId();
  }

  private static Throwable failure(Future<?> future) throws InterruptedException {
    try {
      future.get();
      return new AssertionError("it did not fail");
    } catch (ExecutionException failed) {
      return failed.getCause();
    }
  }

  private List<String> epochsOn(String branch) {
    List<String> ids = new ArrayList<>();
    orders
        .history(branch)
        .forEach(
            version -> {
              if (version instanceof Version.Stamped stamped) {
                ids.add(0, stamped.tidemark().id());
              }
            });
    return ids;
  }

  private static List<String> ids(List<Epoch> epochs) {
    return epochs.stream().map(epoch -> epoch.tidemark().id()).toList();
  }

  private Catalog open() {
    Catalog catalog =
        new CatalogSettings(
                "tidemark",
                Map.of(
                    "type",
                    "jdbc",
                    "uri",
                    "jdbc:sqlite:"
                        + folder.resolve("catalog.db")
                        + "?journal_mode=WAL&busy_timeout=30000",
                    "warehouse",
                    folder.resolve("warehouse").toUri().toString(),
                    "jdbc.schema-version",
                    "V1",
                    "io-impl",
                    FlakyFileIo.class.getName()))
            .open();
    opened.add(catalog);
    return catalog;
  }
}
