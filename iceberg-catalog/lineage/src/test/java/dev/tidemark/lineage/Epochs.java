package dev.tidemark.lineage;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * The epochs of a run, one after the other, each following the one before. Their files exist in
 * metadata only: a commit never opens them.
 */
final class Epochs {
  static final String TOPIC_ID = "b3JkZXJzLWlk";

  private final String run;
  private @Nullable String parent;
  private long epoch;
  private long to;

  Epochs(String run) {
    this(run, null, 0);
  }

  private Epochs(String run, @Nullable String parent, long to) {
    this.run = run;
    this.parent = parent;
    this.to = to;
  }

  /** The epochs of a run that goes on from an epoch of another one. */
  static Epochs forkedFrom(Tidemark origin, String run) {
    return new Epochs(run, origin.id(), origin.topics().get(0).partitions().get(0).to());
  }

  Epoch next() {
    return next(10);
  }

  /** An epoch with so many records, all accepted. */
  Epoch next(long records) {
    return next(records, List.of(), List.of());
  }

  /** An epoch with rejects besides its accepted records. */
  Epoch nextRejecting(long records, long rejected) {
    DataFile rows = dataFile(run + "-rejects", rejected);
    return next(records, rejected, List.of(), List.of(rows), List.of(deleteFile(run, rejected, 1)));
  }

  /** An epoch with equality deletes. */
  Epoch nextUpserting(long records) {
    return next(records, List.of(deleteFile(run, records, 1)), List.of());
  }

  private Epoch next(long records, List<DeleteFile> deletes, List<DataFile> quarantine) {
    return next(records, 0, deletes, quarantine, List.of());
  }

  private Epoch next(
      long records,
      long rejected,
      List<DeleteFile> deletes,
      List<DataFile> quarantine,
      List<DeleteFile> quarantineDeletes) {
    to += records + rejected;
    String id = run + "-" + ++epoch + "-" + UUID.randomUUID();
    Epoch made =
        new Epoch(
            tidemark(
                run,
                id,
                parent,
                epoch,
                new PartitionProgress(0, to, records + rejected, records, rejected, 0, 0)),
            records == 0 ? List.of() : List.of(dataFile(run, records)),
            deletes,
            List.of(),
            quarantine,
            quarantineDeletes,
            null);
    parent = id;
    return made;
  }

  /** An epoch like {@code like}, put together anew from the same state: another id, same parent. */
  static Epoch rival(Epoch like) {
    Tidemark old = like.tidemark();
    Tidemark made =
        tidemark(
            old.run(),
            "rival-" + UUID.randomUUID(),
            old.parent(),
            old.epoch(),
            old.topics().get(0).partitions().get(0));
    return new Epoch(
        made, List.of(dataFile(old.run(), 1)), List.of(), List.of(), List.of(), List.of(), null);
  }

  static Tidemark tidemark(
      String run, String id, @Nullable String parent, long epoch, PartitionProgress progress) {
    return new Tidemark(
        run,
        "attempt-1",
        id,
        parent,
        epoch,
        "cluster-1",
        List.of(new TopicProgress("orders", TOPIC_ID, List.of(progress))),
        List.of(),
        "0123456789abcdef",
        "0.1.0",
        List.of(7),
        null,
        Duration.ZERO,
        Times.UNKNOWN,
        null);
  }

  static DataFile dataFile(String name, long records) {
    ByteBuffer one = Conversions.toByteBuffer(Types.LongType.get(), 1L);
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withPath("mem://files/" + name + "-" + UUID.randomUUID() + ".parquet")
        .withFileSizeInBytes(100)
        .withMetrics(
            new Metrics(
                records,
                null,
                Map.of(1, records),
                Map.of(1, 0L),
                null,
                Map.of(1, one),
                Map.of(1, one)))
        .build();
  }

  static DeleteFile deleteFile(String name, long records, int... fields) {
    return FileMetadata.deleteFileBuilder(PartitionSpec.unpartitioned())
        .ofEqualityDeletes(fields)
        .withPath("mem://files/" + name + "-deletes-" + UUID.randomUUID() + ".parquet")
        .withFileSizeInBytes(100)
        .withRecordCount(records)
        .build();
  }
}
