package dev.tidemark.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.catalog.CatalogSettings;
import dev.tidemark.lineage.CommitResult.Landed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a commit asks of the storage. Readers see it with the metadata file that it puts. */
class CommitCallsTest {
  /** Iceberg's default: so many manifests are merged into one. */
  private static final int MERGED = 100;

  private static final String VISIBLE = "PUT metadata";

  @TempDir Path folder;
  private Catalog catalog;
  private LiveTable orders;
  private final Epochs epochs = new Epochs("r1");
  private EpochCommitter committer;

  @BeforeEach
  void create() {
    catalog = open();
    orders = Shop.create(catalog);
    orders.startRun("r1", true);
    committer = Shop.committer(catalog, "r1");
  }

  @AfterEach
  void close() throws Exception {
    ((AutoCloseable) catalog).close();
  }

  @Test
  void leadsCommitPutsThreeFilesAndReadsNone() throws Exception {
    committer.commit(epochs.next());
    committer.readAhead();
    RecordingFileIo.take();

    Landed landed = (Landed) committer.commit(epochs.next());

    assertThat(RecordingFileIo.take()).containsExactly("PUT manifest", "PUT list", VISIBLE);
    assertThat(landed.movedMain()).isTrue();
  }

  @Test
  void firstCommitOfAProcessReadsTheListOfTheOneBefore() throws Exception {
    committer.commit(epochs.next());
    EpochCommitter restarted = Shop.committer(catalog, "r1");
    RecordingFileIo.take();

    restarted.commit(epochs.next());

    assertThat(RecordingFileIo.take())
        .contains("GET list")
        .endsWith("PUT manifest", "PUT list", VISIBLE);
  }

  @Test
  void mergingCommitReadsNoManifestAndCleansUpOnceItIsVisible() throws Exception {
    orders.table().updateProperties().set(TableProperties.MANIFEST_MIN_MERGE_COUNT, "10").commit();
    for (int i = 1; i < 10; i++) {
      committer.commit(epochs.next());
      committer.readAhead();
    }
    RecordingFileIo.take();

    committer.commit(epochs.next());

    List<String> calls = RecordingFileIo.take();
    assertThat(calls)
        .containsExactly("PUT manifest", "PUT manifest", "PUT list", VISIBLE, "DELETE manifest");
    assertThat(manifests()).isEqualTo(1);
    assertThat(files()).isEqualTo(10);
  }

  @Test
  void mergingCommitOfAnUpsertingRunReadsNoManifest() throws Exception {
    for (int i = 1; i < MERGED; i++) {
      committer.commit(epochs.nextUpserting(10));
      committer.readAhead();
    }
    RecordingFileIo.take();

    committer.commit(epochs.nextUpserting(10));

    List<String> calls = RecordingFileIo.take();
    assertThat(calls.subList(0, calls.indexOf(VISIBLE))).allMatch(call -> call.startsWith("PUT"));
    assertThat(calls).noneMatch(call -> call.startsWith("GET"));
    assertThat(manifests()).isEqualTo(2);
    assertThat(files()).isEqualTo(MERGED);
  }

  @Test
  void commitThatLostItsRaceWhileMergingDoesNotMergeAgain() throws Exception {
    for (int i = 1; i < MERGED; i++) {
      committer.commit(epochs.nextUpserting(10));
      committer.readAhead();
    }
    orders.startRun("r2", false);
    EpochCommitter rival = Shop.committer(catalog, "r2");
    Epochs rivals = new Epochs("r2");
    List<String> merging = new ArrayList<>();
    RecordingFileIo.take();

    Landed landed =
        (Landed)
            committer.commit(
                epochs.nextUpserting(10),
                () -> {
                  merging.addAll(RecordingFileIo.take());
                  assertThat(rival.commit(rivals.next())).isInstanceOf(Landed.class);
                  RecordingFileIo.take();
                });

    assertThat(merging).filteredOn("PUT manifest"::equals).hasSize(4);
    List<String> again = RecordingFileIo.take();
    assertThat(again).filteredOn(call -> call.startsWith("PUT manifest")).isEmpty();
    assertThat(again).containsOnlyOnce("PUT list");
    assertThat(again).as("the list of the try before").containsOnlyOnce("DELETE list");
    assertThat(landed.movedMain()).isTrue();
    assertThat(manifests()).isEqualTo(2);
    assertThat(files()).isEqualTo(MERGED);
  }

  @Test
  void epochThatHoldsTheTableLandsInOneMetadataVersion() throws Exception {
    committer.commit(epochs.next());
    committer.readAhead();
    Shop.foreignAppend(catalog);
    RecordingFileIo.take();

    Landed landed = (Landed) committer.commit(epochs.next());

    assertThat(landed.heldBecause()).isPresent();
    assertThat(RecordingFileIo.take()).containsOnlyOnce(VISIBLE);
  }

  @Test
  void retentionOfMainOutlivesTheLeadsCommits() throws Exception {
    orders.table().manageSnapshots().setMinSnapshotsToKeep("main", 7).commit();

    committer.commit(epochs.next());

    assertThat(orders.table().refs().get("main").minSnapshotsToKeep()).isEqualTo(7);
    assertThat(orders.table().currentSnapshot().operation()).isEqualTo(DataOperations.APPEND);
  }

  private int manifests() {
    Table table = orders.table();
    Snapshot head = table.currentSnapshot();
    return head.allManifests(table.io()).size();
  }

  /** As a reader plans them, from storage. */
  private int files() throws Exception {
    int files = 0;
    try (CloseableIterable<FileScanTask> tasks = orders.table().newScan().planFiles()) {
      for (FileScanTask ignored : tasks) {
        files++;
      }
    }
    return files;
  }

  private Catalog open() {
    return new CatalogSettings(
            "tidemark",
            Map.of(
                "type",
                "jdbc",
                "uri",
                "jdbc:sqlite:" + folder.resolve("catalog.db") + "?journal_mode=WAL",
                "warehouse",
                folder.resolve("warehouse").toUri().toString(),
                "jdbc.schema-version",
                "V1",
                "io-impl",
                RecordingFileIo.class.getName()))
        .open();
  }
}
