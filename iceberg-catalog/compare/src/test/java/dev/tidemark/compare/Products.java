package dev.tidemark.compare;

import dev.tidemark.catalog.CatalogSettings;
import dev.tidemark.lineage.CommitResult;
import dev.tidemark.lineage.Epoch;
import dev.tidemark.lineage.EpochCommitter;
import dev.tidemark.lineage.Exclusion;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Times;
import dev.tidemark.lineage.TopicProgress;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.TaskWriter;
import org.apache.iceberg.io.WriteResult;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * A live table of products with runs that write real files, in a catalog on SQLite and files in a
 * folder. Without a key its rows are only added.
 */
final class Products implements AutoCloseable {
  static final TableIdentifier NAME = TableIdentifier.of(Namespace.of("shop"), "products");

  final Catalog catalog;
  final LiveTable live;
  private final Map<String, Run> runs = new HashMap<>();

  /** How a run goes on. */
  private static final class Run {
    private @Nullable String parent;
    private int epoch;
  }

  private Products(Path folder, Schema schema, PartitionSpec spec, int format) {
    this.catalog =
        new CatalogSettings(
                "test",
                Map.of(
                    "type", "jdbc",
                    "uri", "jdbc:sqlite:" + folder.resolve("catalog.db"),
                    "jdbc.schema-version", "V1",
                    "io-impl", "org.apache.iceberg.hadoop.HadoopFileIO",
                    "warehouse", folder.resolve("warehouse").toUri().toString()))
            .open();
    this.live =
        LiveTable.create(
            catalog,
            NAME,
            schema,
            spec,
            SortOrder.unsorted(),
            Map.of("format-version", String.valueOf(format)));
  }

  static Products keyed(Path folder, int format) {
    return new Products(folder, schema("id"), PartitionSpec.unpartitioned(), format);
  }

  static Products keyedByCountry(Path folder, int format) {
    Schema schema = schema("id", "country");
    return new Products(
        folder, schema, PartitionSpec.builderFor(schema).identity("country").build(), format);
  }

  static Products appendOnly(Path folder) {
    return new Products(folder, schema(), PartitionSpec.unpartitioned(), 2);
  }

  private static Schema schema(String... key) {
    List<Types.NestedField> columns =
        List.of(
            Types.NestedField.required(1, "id", Types.LongType.get()),
            Types.NestedField.required(2, "country", Types.StringType.get()),
            Types.NestedField.optional(3, "price", Types.DecimalType.of(10, 3)),
            Types.NestedField.required(4, "at", Types.TimestampType.withZone()));
    Schema all = new Schema(columns);
    Set<Integer> ids = new HashSet<>();
    for (String name : key) {
      ids.add(all.findField(name).fieldId());
    }
    return new Schema(columns, ids);
  }

  Record row(long id, String country, @Nullable String price) {
    return row(id, country, price, 1_000);
  }

  Record row(long id, String country, @Nullable String price, long atMillis) {
    Record row = GenericRecord.create(live.table().schema());
    row.setField("id", id);
    row.setField("country", country);
    row.setField("price", price == null ? null : new BigDecimal(price));
    row.setField("at", Instant.ofEpochMilli(atMillis).atOffset(ZoneOffset.UTC));
    return row;
  }

  /** What an epoch is stamped with. */
  record Stamp(
      long start,
      long to,
      List<Exclusion> exclusions,
      @Nullable Long watermark,
      String definition) {
    static Stamp to(long to) {
      return new Stamp(0, to, List.of(), null, "definition-1");
    }

    Stamp from(long newStart) {
      return new Stamp(newStart, to, exclusions, watermark, definition);
    }

    Stamp without(long from, long end) {
      return new Stamp(
          start,
          to,
          List.of(new Exclusion("products", "topic-1", 0, from, end)),
          watermark,
          definition);
    }

    Stamp watermark(long mark) {
      return new Stamp(start, to, exclusions, mark, definition);
    }

    Stamp definition(String other) {
      return new Stamp(start, to, exclusions, watermark, other);
    }
  }

  /** An epoch: sets rows, then deletes the keys of others. Gives its version. */
  long commit(String run, Stamp stamp, List<Record> set, List<Record> deleted) {
    Run state = runs.computeIfAbsent(run, this::start);
    WriteResult files = write(state, set, deleted);
    String id = run + "-" + ++state.epoch;
    Epoch epoch =
        new Epoch(
            tidemark(run, id, state, stamp),
            List.of(files.dataFiles()),
            List.of(files.deleteFiles()),
            List.of(files.referencedDataFiles()),
            List.of(),
            List.of(),
            null);
    state.parent = id;
    try {
      CommitResult result =
          EpochCommitter.open(catalog, NAME, run, Clock.systemUTC()).commit(epoch);
      return ((CommitResult.Landed) result).snapshotId();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  long commit(String run, long to, Record... set) {
    return commit(run, Stamp.to(to), List.of(set), List.of());
  }

  private Run start(String run) {
    live.startRun(run, runs.isEmpty());
    return new Run();
  }

  private WriteResult write(Run run, List<Record> set, List<Record> deleted) {
    Table table = live.table();
    boolean keyed = !table.schema().identifierFieldIds().isEmpty();
    try (TaskWriter<Record> writer =
        keyed ? new UpsertWriter(table, run.epoch) : UpsertWriter.appending(table, run.epoch)) {
      for (Record row : set) {
        writer.write(row);
      }
      for (Record row : deleted) {
        ((UpsertWriter) writer).delete(row);
      }
      return writer.complete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Tidemark tidemark(String run, String id, Run state, Stamp stamp) {
    return new Tidemark(
        run,
        "attempt-1",
        id,
        state.parent,
        state.epoch,
        "cluster-1",
        List.of(
            new TopicProgress(
                "products",
                "topic-1",
                List.of(PartitionProgress.unmoved(stamp.start(), stamp.to())))),
        stamp.exclusions(),
        stamp.definition(),
        "0.1.0",
        List.of(),
        stamp.watermark(),
        Duration.ZERO,
        Times.UNKNOWN,
        null);
  }

  /** Another program adds rows to a branch. */
  long foreignAppend(String branch, Record... rows) {
    Table table = live.table();
    Run none = new Run();
    none.epoch = 1_000;
    var append = table.newAppend().toBranch(branch);
    List.of(write(none, List.of(rows), List.of()).dataFiles()).forEach(append::appendFile);
    append.commit();
    return live.table().snapshot(branch).snapshotId();
  }

  Pair pair(String a, String b) {
    return pair(new Pair.Wish(a, b, null, null));
  }

  Pair pair(Pair.Wish wish) {
    Table table = live.table();
    return Pair.find(table, table, wish);
  }

  Difference compare(String a, String b) {
    return Comparison.of(pair(a, b), 5).run((what, rows, of) -> {});
  }

  @Override
  public void close() throws IOException {
    ((Closeable) catalog).close();
  }
}
