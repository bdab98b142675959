package dev.tidemark.maintenance;

import dev.tidemark.catalog.CatalogSettings;
import dev.tidemark.erase.CleanEpochs;
import dev.tidemark.lineage.CommitResult;
import dev.tidemark.lineage.Epoch;
import dev.tidemark.lineage.EpochCommitter;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Times;
import dev.tidemark.lineage.TopicProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericAppenderFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** A live table of prices by product, with real files, on a database and a folder. */
final class Prices implements AutoCloseable {
  static final TableIdentifier NAME = TableIdentifier.of("shop", "prices");
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Types.NestedField.required(1, "id", Types.LongType.get()),
              Types.NestedField.optional(2, "price", Types.StringType.get())),
          Set.of(1));
  private static final Schema KEY = SCHEMA.select("id");

  private final Path folder;
  private final Catalog catalog;
  private final LiveTable live;
  private final Map<String, Tidemark> heads = new HashMap<>();

  Prices(Path folder) {
    this.folder = folder;
    this.catalog =
        new CatalogSettings(
                "tidemark",
                Map.of(
                    "type", "jdbc",
                    "uri",
                        "jdbc:sqlite:"
                            + folder.resolve("catalog.db")
                            + "?journal_mode=WAL&busy_timeout=30000",
                    "warehouse", folder.resolve("warehouse").toUri().toString(),
                    "jdbc.schema-version", "V1",
                    "io-impl", "org.apache.iceberg.hadoop.HadoopFileIO"))
            .open();
    this.live =
        LiveTable.create(
            catalog,
            NAME,
            SCHEMA,
            PartitionSpec.unpartitioned(),
            SortOrder.unsorted(),
            Map.of("format-version", "2", "write.metadata.delete-after-commit.enabled", "true"));
  }

  Catalog catalog() {
    return catalog;
  }

  LiveTable live() {
    return live;
  }

  Maintenance maintenance(Clock clock) {
    return Maintenance.of(catalog, NAME, clock);
  }

  /** An epoch that sets the price of each product, and commits it to a run. */
  CommitResult commit(String run, long... ids) {
    return commit(epoch(run, ids));
  }

  CommitResult commit(Epoch epoch) {
    try {
      return EpochCommitter.open(
              catalog, NAME, epoch.tidemark().run(), Clock.systemUTC(), new CleanEpochs())
          .commit(epoch);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** The next epoch of a run, which only takes prices away. */
  Epoch deletion(String run, long... ids) {
    Epoch epoch = epoch(run, ids);
    return new Epoch(
        epoch.tidemark(), List.of(), epoch.deleteFiles(), List.of(), List.of(), List.of(), null);
  }

  /** The next epoch of a run, its files written, which is not committed yet. */
  Epoch epoch(String run, long... ids) {
    @Nullable Tidemark parent = heads.get(run);
    long epoch = parent == null ? 1 : parent.epoch() + 1;
    long to = ids.length + (parent == null ? 0 : parent.topics().get(0).partitions().get(0).to());
    Tidemark tidemark =
        new Tidemark(
            run,
            "attempt",
            UUID.randomUUID().toString(),
            parent == null ? null : parent.id(),
            epoch,
            "cluster",
            List.of(
                new TopicProgress(
                    "prices",
                    "topic-id",
                    List.of(new PartitionProgress(0, to, ids.length, ids.length, 0, 0, 0)))),
            List.of(),
            "0123456789abcdef",
            "0.1.0",
            List.of(7),
            null,
            Duration.ZERO,
            Times.UNKNOWN,
            null);
    heads.put(run, tidemark);
    Table table = live.table();
    return new Epoch(
        tidemark,
        List.of(rows(table, run + epoch, ids)),
        List.of(deletes(table, ids)),
        List.of(),
        List.of(),
        List.of(),
        null);
  }

  private DataFile rows(Table table, String price, long... ids) {
    GenericAppenderFactory files = new GenericAppenderFactory(SCHEMA);
    try (DataWriter<Record> writer =
        files.newDataWriter(file(table, "rows"), FileFormat.PARQUET, null)) {
      for (long id : ids) {
        writer.write(record(id, price));
      }
      writer.close();
      return writer.toDataFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DeleteFile deletes(Table table, long... ids) {
    GenericAppenderFactory files =
        new GenericAppenderFactory(SCHEMA, table.spec(), new int[] {1}, KEY, null);
    try (EqualityDeleteWriter<Record> writer =
        files.newEqDeleteWriter(file(table, "deletes"), FileFormat.PARQUET, null)) {
      for (long id : ids) {
        Record key = GenericRecord.create(KEY);
        key.setField("id", id);
        writer.write(key);
      }
      writer.close();
      return writer.toDeleteFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static EncryptedOutputFile file(Table table, String what) {
    OutputFile file =
        table
            .io()
            .newOutputFile(
                table.locationProvider().newDataLocation(what + UUID.randomUUID() + ".parquet"));
    return EncryptedFiles.plainAsEncryptedOutput(file);
  }

  private static Record record(long id, String price) {
    Record row = GenericRecord.create(SCHEMA);
    row.setField("id", id);
    row.setField("price", price);
    return row;
  }

  /** The price of each product in a version; fails if one is there twice. */
  Map<Long, String> at(long snapshotId) {
    Map<Long, String> prices = new TreeMap<>();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(live.table()).useSnapshot(snapshotId).build()) {
      for (Record row : rows) {
        if (prices.put((Long) row.getField("id"), (String) row.getField("price")) != null) {
          throw new AssertionError("Product %s is there twice.".formatted(row.getField("id")));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return prices;
  }

  long head(String branch) {
    return live.table().refs().get(branch).snapshotId();
  }

  Map<Long, String> main() {
    return at(head("main"));
  }

  /** Parquet files of the table on disk. */
  List<Path> dataFiles() {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder.resolve("warehouse/shop/prices/data"))) {
      files.filter(file -> file.toString().endsWith(".parquet")).forEach(found::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  @Override
  public void close() throws Exception {
    ((AutoCloseable) catalog).close();
  }
}
