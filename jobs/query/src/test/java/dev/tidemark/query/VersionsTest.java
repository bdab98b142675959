package dev.tidemark.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VersionsTest {
  private final InMemoryCatalog catalog = new InMemoryCatalog();
  private Table table;

  @BeforeEach
  void createTheTable() {
    catalog.initialize("tidemark", Map.of());
    catalog.createNamespace(Namespace.of("shop"));
    table =
        catalog.createTable(
            TableIdentifier.of("shop", "spent"),
            new Schema(Types.NestedField.required(1, "id", Types.LongType.get())));
  }

  @AfterEach
  void closeTheCatalog() throws Exception {
    catalog.close();
  }

  @Test
  void aTimeMeansWhatMainWasThenAndNotWhatIsUnderItNow() {
    Snapshot root = append("main");
    table.manageSnapshots().createBranch("run_r2", root.snapshotId()).commit();
    Snapshot ofTheOldLead = append("main");
    Snapshot beside = append("run_r2");
    table.manageSnapshots().replaceBranch("main", "run_r2").commit();

    assertThat(at(ofTheOldLead.timestampMillis())).isEqualTo(ofTheOldLead.snapshotId());
    // Older than the promote, and nobody saw it under main.
    assertThat(at(beside.timestampMillis())).isNotEqualTo(beside.snapshotId());
    assertThat(at(Long.MAX_VALUE / 2)).isEqualTo(beside.snapshotId());
  }

  @Test
  void aTimeBeforeTheFirstVersionIsRefused() {
    Snapshot first = append("main");
    assertThatThrownBy(() -> at(first.timestampMillis() - 1))
        .isInstanceOf(QueryFailure.class)
        .hasMessageStartingWith("Of shop.spent nothing is known at ")
        .hasMessageContaining(
            "the oldest version of main is of " + Instant.ofEpochMilli(first.timestampMillis()));
  }

  @Test
  void aTimeBeyondTheExpiredVersionsMeansTheVersionThatIsKeptOfThen() {
    append("main");
    Snapshot kept = append("main");
    table.manageSnapshots().createTag("tidemark_kept_900", kept.snapshotId()).commit();
    Snapshot expired = append("main");
    Snapshot newest = append("main");
    table.expireSnapshots().expireOlderThan(newest.timestampMillis()).retainLast(1).commit();

    assertThat(at(kept.timestampMillis())).isEqualTo(kept.snapshotId());
    assertThat(at(expired.timestampMillis())).isEqualTo(kept.snapshotId());
    assertThat(at(newest.timestampMillis())).isEqualTo(newest.snapshotId());
    assertThatThrownBy(() -> at(kept.timestampMillis() - 1))
        .hasMessageContaining(
            "the oldest version of main is of " + Instant.ofEpochMilli(kept.timestampMillis()));
  }

  @Test
  void aTagOfPeopleOnAnotherBranchIsNotWhatReadersSaw() {
    Snapshot root = append("main");
    table.manageSnapshots().createBranch("run_r2", root.snapshotId()).commit();
    Snapshot beside = append("run_r2");
    table.manageSnapshots().createTag("mine", beside.snapshotId()).commit();
    Snapshot newest = append("main");
    table.manageSnapshots().removeBranch("run_r2").commit();
    table.expireSnapshots().expireOlderThan(newest.timestampMillis()).retainLast(1).commit();

    assertThatThrownBy(() -> at(beside.timestampMillis())).isInstanceOf(QueryFailure.class);
  }

  @Test
  void aTagIsNoBranch() {
    Snapshot first = append("main");
    table.manageSnapshots().createTag("tidemark_root", first.snapshotId()).commit();
    assertThat(versions().at(new ReadPoint.OnBranch("tidemark_root"))).isEmpty();
    assertThat(versions().at(new ReadPoint.OnBranch("main"))).isPresent();
    assertThat(versions().branches()).containsExactly("main");
  }

  private long at(long millis) {
    return versions()
        .at(new ReadPoint.AtTime(Instant.ofEpochMilli(millis)))
        .orElseThrow()
        .snapshotId();
  }

  private Versions versions() {
    table.refresh();
    return new Versions(table, "shop.spent");
  }

  /** A snapshot a millisecond or more after the one before, so that times tell them apart. */
  private Snapshot append(String branch) {
    long before = System.currentTimeMillis();
    while (System.currentTimeMillis() == before) {
      Thread.onSpinWait();
    }
    DataFile file =
        DataFiles.builder(PartitionSpec.unpartitioned())
            .withPath("memory://file-" + before + ".parquet")
            .withFileSizeInBytes(1)
            .withRecordCount(1)
            .build();
    table.newAppend().appendFile(file).toBranch(branch).commit();
    table.refresh();
    return table.snapshot(branch);
  }
}
