package dev.tidemark.bench.commit;

import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/** A table that grows by one snapshot with every commit. */
interface History {
  Schema SCHEMA = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

  /** Who commits. */
  String name();

  /** Snapshots that it shall have. */
  int length();

  /** {@link System#nanoTime} when the catalog took the newest commit. */
  long visible();

  void commit() throws InterruptedException;

  /** A file in metadata only: no commit opens its files. */
  static DataFile file(long records) {
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withPath("s3://tidemark/commit-bench/" + UUID.randomUUID() + ".parquet")
        .withFileSizeInBytes(1000)
        .withMetrics(new Metrics(records))
        .build();
  }
}
