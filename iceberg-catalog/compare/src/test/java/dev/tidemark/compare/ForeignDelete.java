package dev.tidemark.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.OutputFileFactory;

/** Another program deletes rows of {@code main} by a column of its choice. */
final class ForeignDelete {
  private ForeignDelete() {}

  static long byColumn(Products products, String column, Object value) {
    Table table = products.live.table();
    Schema schema = table.schema().select(column);
    var factory =
        new GenericFileWriterFactory.Builder(table)
            .deleteFileFormat(FileFormat.PARQUET)
            .equalityFieldIds(new int[] {schema.columns().get(0).fieldId()})
            .equalityDeleteRowSchema(schema)
            .build();
    var files = OutputFileFactory.builderFor(table, 2, 1).format(FileFormat.PARQUET).build();
    var writer = factory.newEqualityDeleteWriter(files.newOutputFile(), table.spec(), null);
    Record row = GenericRecord.create(schema);
    row.setField(column, value);
    try (writer) {
      writer.write(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    DeleteFile file = writer.toDeleteFile();
    table.newRowDelta().addDeletes(file).commit();
    return products.live.table().currentSnapshot().snapshotId();
  }
}
