package dev.tidemark.bench.replay;

import dev.tidemark.bench.table.Stamps;
import dev.tidemark.lineage.Epoch;
import dev.tidemark.lineage.EpochCommitter;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Tidemark;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;

/**
 * A table of two runs of ten epochs each, equally far, the first of which leads.
 *
 * @param olderOf by run the version of its fifth epoch
 */
record TwoRuns(String table, Map<String, Long> olderOf) {
  private static final int EPOCHS = 10;
  private static final long RECORDS = 10_000;
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

  /** Makes it, with so many data files in each run. */
  static TwoRuns make(ReplayPlace place, String table, int dataFiles) throws InterruptedException {
    TableIdentifier name = ReplayPlace.name(table);
    if (place.catalog() instanceof SupportsNamespaces namespaces
        && !namespaces.namespaceExists(name.namespace())) {
      namespaces.createNamespace(name.namespace());
    }
    LiveTable live =
        LiveTable.create(
            place.catalog(),
            name,
            SCHEMA,
            PartitionSpec.unpartitioned(),
            SortOrder.unsorted(),
            Map.of("format-version", "2"));
    Map<String, Long> older = new HashMap<>();
    for (String run : List.of("r1", "r2")) {
      live.startRun(run, run.equals("r1"));
      EpochCommitter committer = EpochCommitter.open(place.catalog(), name, run, Clock.systemUTC());
      Tidemark mark = null;
      for (int epoch = 1; epoch <= EPOCHS; epoch++) {
        mark = Stamps.epoch(run, mark == null ? null : mark.id(), epoch, RECORDS);
        committer.commit(epoch(mark, dataFiles / EPOCHS));
        if (epoch == EPOCHS / 2) {
          older.put(run, head(place, name, "run_" + run));
        }
      }
    }
    return new TwoRuns(table, older);
  }

  private static long head(ReplayPlace place, TableIdentifier name, String branch) {
    Table table = place.catalog().loadTable(name);
    return table.snapshot(branch).snapshotId();
  }

  private static Epoch epoch(Tidemark mark, int files) {
    List<DataFile> data = new ArrayList<>();
    for (int file = 0; file < files; file++) {
      data.add(
          DataFiles.builder(PartitionSpec.unpartitioned())
              .withPath("s3://tidemark/moves/" + UUID.randomUUID() + ".parquet")
              .withFileSizeInBytes(1_000)
              .withMetrics(new Metrics(RECORDS / files))
              .build());
    }
    return new Epoch(mark, data, List.of(), List.of(), List.of(), List.of(), null);
  }

  /** An older version of a run. */
  long older(String run) {
    return olderOf.getOrDefault(run, -1L);
  }
}
