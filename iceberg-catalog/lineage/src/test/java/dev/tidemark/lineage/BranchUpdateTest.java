package dev.tidemark.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.local.LocalStack;
import dev.tidemark.local.Service;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rewrites of a branch against a REST catalog whose requests are lost and doubled on the way. */
class BranchUpdateTest {
  @TempDir static Path folder;
  private static LocalStack stack;

  private CommitWire wire;
  private Catalog wired;
  private Catalog direct;
  private EpochCommitter run;
  private Epochs epochs;

  @BeforeAll
  static void startCatalog() {
    stack = LocalStack.in(folder).with(Service.S3, Service.REST_CATALOG).start();
  }

  @AfterAll
  static void stopCatalog() {
    stack.close();
  }

  @BeforeEach
  void makeThreeFiles() throws Exception {
    wire = new CommitWire(URI.create(stack.restCatalog().get("uri")));
    wired = connect(wire.uri().toString());
    direct = connect(stack.restCatalog().get("uri"));
    direct.dropTable(Shop.ORDERS, false);
    Shop.create(direct).startRun("r1", true);
    run = Shop.committer(direct, "r1");
    epochs = new Epochs("r1");
    for (int i = 0; i < 3; i++) {
      run.commit(epochs.next());
    }
  }

  @AfterEach
  void disconnect() throws Exception {
    wire.close();
    ((AutoCloseable) wired).close();
    ((AutoCloseable) direct).close();
  }

  @Test
  void deliveredTwiceItLandsOnce() {
    wire.deliverNextTwice();

    assertThat(rewrite()).isTrue();

    assertThat(files()).hasSize(1);
  }

  @Test
  void deliveredTwiceItLandsOnceAlsoBelowTheRunsNextEpoch() throws Exception {
    wire.deliverNextTwice(() -> run.commit(epochs.next()));

    assertThat(rewrite()).isTrue();

    assertThat(files()).hasSize(2);
  }

  @Test
  void whoseAnswerIsLostHasLanded() {
    wire.loseNextAnswer();

    assertThat(rewrite()).isTrue();

    assertThat(files()).hasSize(1);
  }

  @Test
  void aRaceThatIsLostIsRunAgain() throws Exception {
    Table table = wired.loadTable(Shop.ORDERS);
    DataFile merged = Epochs.dataFile("merged", 3);
    List<DataFile> old = files();
    boolean[] first = {true};

    boolean landed =
        BranchUpdate.commit(
            table,
            "run_r1",
            current ->
                rewriteOf(current, old, merged)
                    .validateWith(
                        ancestry -> {
                          if (first[0]) {
                            first[0] = false;
                            commitAnEpoch();
                          }
                          return true;
                        }));

    assertThat(landed).isTrue();
    assertThat(files()).hasSize(2);
  }

  @Test
  void whatOthersRemovedBeforeIsNotRewritten() {
    List<DataFile> old = files();
    assertThat(rewrite()).isTrue();

    boolean landed =
        BranchUpdate.commit(
            wired.loadTable(Shop.ORDERS),
            "run_r1",
            current -> rewriteOf(current, old, Epochs.dataFile("again", 3)));

    assertThat(landed).isFalse();
    assertThat(files()).hasSize(1);
  }

  private boolean rewrite() {
    List<DataFile> old = files();
    DataFile merged = Epochs.dataFile("merged", 3);
    return BranchUpdate.commit(
        wired.loadTable(Shop.ORDERS), "run_r1", current -> rewriteOf(current, old, merged));
  }

  private static RewriteFiles rewriteOf(Table table, List<DataFile> old, DataFile merged) {
    RewriteFiles rewrite = table.newRewrite().toBranch("run_r1");
    old.forEach(rewrite::deleteFile);
    return rewrite.addFile(merged);
  }

  private void commitAnEpoch() {
    try {
      run.commit(epochs.next());
    } catch (InterruptedException never) {
      throw new AssertionError(never);
    }
  }

  /** As often as a reader of the branch would read them; its manifests are read for that. */
  private List<DataFile> files() {
    Table table = direct.loadTable(Shop.ORDERS);
    Snapshot head = table.snapshot("run_r1");
    List<DataFile> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().useSnapshot(head.snapshotId()).planFiles()) {
      tasks.forEach(task -> files.add(task.file()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return files;
  }

  private static Catalog connect(String uri) {
    Map<String, String> properties = new HashMap<>(stack.restCatalog());
    properties.put("uri", uri);
    return CatalogUtil.buildIcebergCatalog("rest", properties, new Configuration());
  }
}
