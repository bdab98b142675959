package dev.tidemark.bench.digest;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/**
 * A table of order lines in a folder: twelve columns, about a hundred bytes a row. Each epoch sets
 * keys that the one before set too, half of them, with an equality delete each, as an upsert does.
 */
public final class DigestTable {
  private static final OffsetDateTime BEGIN = OffsetDateTime.parse("2026-01-01T08:00:00Z");
  private static final String[] COUNTRIES = {"United Kingdom", "France", "EIRE", "Netherlands"};

  private DigestTable() {}

  /**
   * Makes the table.
   *
   * @param rows rows in data files, deleted ones included
   * @param epochs commits; one without deletes if the table has no key
   */
  public static Table create(Path folder, int rows, int epochs, boolean keyed) throws IOException {
    Table table =
        new HadoopTables(new Configuration())
            .create(
                schema(keyed),
                PartitionSpec.unpartitioned(),
                Map.of("format-version", "2", "write.parquet.compression-codec", "zstd"),
                folder.toString());
    int each = rows / epochs;
    for (int epoch = 0; epoch < epochs; epoch++) {
      commit(table, epoch, epoch * (each / 2), each, keyed);
    }
    return table;
  }

  private static Schema schema(boolean keyed) {
    return new Schema(
        List.of(
            Types.NestedField.required(1, "line", Types.LongType.get()),
            Types.NestedField.required(2, "invoice_no", Types.StringType.get()),
            Types.NestedField.required(3, "stock_code", Types.StringType.get()),
            Types.NestedField.optional(4, "description", Types.StringType.get()),
            Types.NestedField.required(5, "quantity", Types.IntegerType.get()),
            Types.NestedField.required(6, "invoice_time", Types.TimestampType.withZone()),
            Types.NestedField.required(7, "unit_price", Types.DecimalType.of(10, 3)),
            Types.NestedField.optional(8, "customer_id", Types.StringType.get()),
            Types.NestedField.required(9, "country", Types.StringType.get()),
            Types.NestedField.required(10, "cancelled", Types.BooleanType.get()),
            Types.NestedField.required(11, "topic_partition", Types.IntegerType.get()),
            Types.NestedField.required(12, "topic_offset", Types.LongType.get())),
        keyed ? Set.of(1) : Set.of());
  }

  private static void commit(Table table, int epoch, int from, int rows, boolean keyed)
      throws IOException {
    Schema key = TypeUtil.select(table.schema(), Set.of(1));
    var factory =
        new GenericFileWriterFactory.Builder(table)
            .dataFileFormat(FileFormat.PARQUET)
            .deleteFileFormat(FileFormat.PARQUET)
            .equalityFieldIds(new int[] {1})
            .equalityDeleteRowSchema(key)
            .build();
    var files = OutputFileFactory.builderFor(table, 1, epoch).format(FileFormat.PARQUET).build();
    DataWriter<Record> data = factory.newDataWriter(files.newOutputFile(), table.spec(), null);
    EqualityDeleteWriter<Record> deletes =
        factory.newEqualityDeleteWriter(files.newOutputFile(), table.spec(), null);
    Record row = GenericRecord.create(table.schema());
    Record gone = GenericRecord.create(key);
    try (data;
        deletes) {
      for (int i = from; i < from + rows; i++) {
        data.write(fill(row, i, epoch));
        gone.set(0, (long) i);
        deletes.write(gone);
      }
    }
    RowDelta delta = table.newRowDelta().addRows(data.toDataFile());
    if (keyed) {
      delta.addDeletes(deletes.toDeleteFile());
    }
    delta.commit();
  }

  private static Record fill(Record row, int i, int epoch) {
    row.set(0, (long) i);
    row.set(1, "C" + (536_365 + i / 20));
    row.set(2, String.valueOf(20_000 + i % 4_000));
    row.set(3, "WHITE HANGING HEART T-LIGHT HOLDER " + i % 4_000);
    row.set(4, i % 50 - 5);
    row.set(5, BEGIN.plusSeconds(i));
    row.set(6, BigDecimal.valueOf(i % 9_999 + 1, 3));
    row.set(7, i % 4 == 0 ? null : String.valueOf(12_000 + i % 5_000));
    row.set(8, COUNTRIES[i % COUNTRIES.length]);
    row.set(9, i % 40 == 0);
    row.set(10, i % 4);
    row.set(11, (long) epoch * 1_000_000 + i);
    return row;
  }
}
