package dev.tidemark.tests.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.OutputFileFactory;

/** A row that another program adds to a table, on a branch of its own from some version on. */
final class ForeignRow {
  private static final String BRANCH = "foreign";

  private ForeignRow() {}

  /** Copies some row of the version, with another value in one column; gives the new version. */
  static long append(Table table, long version, String column, String value) throws IOException {
    Record row = copy(table, version);
    row.setField(column, value);
    PartitionKey partition = new PartitionKey(table.spec(), table.schema());
    partition.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(row));
    var files = OutputFileFactory.builderFor(table, 1, 1).format(FileFormat.PARQUET).build();
    var writer =
        new GenericFileWriterFactory.Builder(table)
            .dataFileFormat(FileFormat.PARQUET)
            .build()
            .newDataWriter(
                // An empty partition's path would double a slash, which not every S3 server takes.
                table.spec().isUnpartitioned()
                    ? files.newOutputFile()
                    : files.newOutputFile(table.spec(), partition),
                table.spec(),
                table.spec().isUnpartitioned() ? null : partition);
    try (writer) {
      writer.write(row);
    }
    table.manageSnapshots().createBranch(BRANCH, version).commit();
    table.newFastAppend().appendFile(writer.toDataFile()).toBranch(BRANCH).commit();
    table.refresh();
    return table.snapshot(BRANCH).snapshotId();
  }

  private static Record copy(Table table, long version) {
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table).useSnapshot(version).build()) {
      Record row = GenericRecord.create(table.schema());
      Record first = rows.iterator().next();
      table.schema().columns().forEach(it -> row.setField(it.name(), first.getField(it.name())));
      return row;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
