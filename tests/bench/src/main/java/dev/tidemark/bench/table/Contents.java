package dev.tidemark.bench.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;

/** Reads rows: of the whole table, as any engine would, or of one snapshot's new files. */
public final class Contents {
  private Contents() {}

  /** Hands over each row of {@code main}, deletes applied, with one column. */
  public static void each(Table table, String column, Consumer<Object> value) {
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).select(column).build()) {
      rows.forEach(row -> value.accept(row.getField(column)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Hands over one column of each row that the snapshot's own data files add. */
  public static void eachAdded(
      Table table, Snapshot snapshot, String column, Consumer<Object> value) {
    Schema schema = table.schema().select(column);
    for (DataFile file : snapshot.addedDataFiles(table.io())) {
      try (CloseableIterable<Record> rows =
          Parquet.read(table.io().newInputFile(file.location()))
              .project(schema)
              .createReaderFunc(type -> GenericParquetReaders.buildReader(schema, type))
              .build()) {
        rows.forEach(row -> value.accept(row.getField(column)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
