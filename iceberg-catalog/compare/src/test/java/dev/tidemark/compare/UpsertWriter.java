package dev.tidemark.compare;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.DeleteGranularity;
import org.apache.iceberg.io.BaseTaskWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.io.TaskWriter;
import org.apache.iceberg.io.UnpartitionedWriter;
import org.apache.iceberg.types.TypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * Writes the files of one epoch with the writer that the jobs' sink uses too: an equality delete
 * for each key, a position delete (format 2) or deletion vector (format 3) where a key comes again.
 */
final class UpsertWriter extends BaseTaskWriter<Record> {
  private final Schema schema;
  private final Schema keySchema;
  private final PartitionKey partition;
  private final InternalRecordWrapper wrapper;
  private final Map<PartitionKey, Delta> writers = new HashMap<>();

  /** The writer for rows that are only added. */
  static TaskWriter<Record> appending(Table table, int epoch) {
    return new UnpartitionedWriter<>(
        table.spec(),
        FileFormat.PARQUET,
        new GenericFileWriterFactory.Builder(table).dataFileFormat(FileFormat.PARQUET).build(),
        OutputFileFactory.builderFor(table, 1, epoch).format(FileFormat.PARQUET).build(),
        table.io(),
        Long.MAX_VALUE);
  }

  UpsertWriter(Table table, int epoch) {
    super(
        table.spec(),
        FileFormat.PARQUET,
        new GenericFileWriterFactory.Builder(table)
            .dataFileFormat(FileFormat.PARQUET)
            .deleteFileFormat(FileFormat.PARQUET)
            .equalityFieldIds(ids(table))
            .equalityDeleteRowSchema(keySchema(table))
            .build(),
        OutputFileFactory.builderFor(table, 1, epoch).format(FileFormat.PARQUET).build(),
        table.io(),
        Long.MAX_VALUE,
        TableUtil.formatVersion(table) > 2);
    this.schema = table.schema();
    this.keySchema = keySchema(table);
    this.partition = new PartitionKey(table.spec(), schema);
    this.wrapper = new InternalRecordWrapper(schema.asStruct());
  }

  private static int[] ids(Table table) {
    Set<Integer> ids = table.schema().identifierFieldIds();
    return ids.stream().mapToInt(Integer::intValue).sorted().toArray();
  }

  private static Schema keySchema(Table table) {
    return TypeUtil.select(table.schema(), table.schema().identifierFieldIds());
  }

  /** Adds a row; a key that the table has is replaced. */
  @Override
  public void write(Record row) throws IOException {
    Delta writer = writer(row);
    writer.delete(row);
    writer.write(row);
  }

  void delete(Record row) throws IOException {
    writer(row).delete(row);
  }

  private Delta writer(Record row) {
    partition.partition(wrapper.wrap(row));
    Delta writer = writers.get(partition);
    if (writer == null) {
      PartitionKey copy = partition.copy();
      writer = new Delta(spec().isUnpartitioned() ? null : copy);
      writers.put(copy, writer);
    }
    return writer;
  }

  @Override
  public void close() throws IOException {
    for (Delta writer : writers.values()) {
      writer.close();
    }
    if (dvFileWriter() != null) {
      dvFileWriter().close();
    }
  }

  private final class Delta extends BaseEqualityDeltaWriter {
    private Delta(@Nullable StructLike partition) {
      super(partition, schema, keySchema, DeleteGranularity.FILE, dvFileWriter());
    }

    @Override
    protected StructLike asStructLike(Record row) {
      return new InternalRecordWrapper(schema.asStruct()).copyFor(row);
    }

    @Override
    protected StructLike asStructLikeKey(Record row) {
      return new InternalRecordWrapper(keySchema.asStruct()).copyFor(row);
    }

    private Record key(Record row) {
      Record key = GenericRecord.create(keySchema);
      keySchema.columns().forEach(it -> key.setField(it.name(), row.getField(it.name())));
      return key;
    }

    /** As the sink does it: by key only, so that the old row need not be known. */
    @Override
    public void delete(Record row) throws IOException {
      super.deleteKey(key(row));
    }
  }
}
