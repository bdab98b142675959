package dev.tidemark.connector.sink;

import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.sink.RowDataTaskWriterFactory;
import org.apache.iceberg.io.TaskWriter;
import org.apache.iceberg.util.PropertyUtil;

/**
 * Makes Iceberg's writers for one table. Holds the table as it was when the job was planned: schema
 * and partitioning do not change under a running job.
 */
final class TableWriters implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Table table;
  private final RowDataTaskWriterFactory factory;

  private TableWriters(Table table, Set<Integer> keyFieldIds) {
    this.table = SerializableTable.copyOf(table);
    this.factory =
        new RowDataTaskWriterFactory(
            this.table,
            rowType(table),
            PropertyUtil.propertyAsLong(
                table.properties(),
                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT),
            FileFormat.PARQUET,
            table.properties(),
            keyFieldIds,
            !keyFieldIds.isEmpty());
  }

  /** Writers that only add rows. */
  static TableWriters appending(Table table) {
    return new TableWriters(table, Set.of());
  }

  /** Writers for which a row replaces the one with the same identifier fields. */
  static TableWriters upserting(Table table) {
    return new TableWriters(table, table.schema().identifierFieldIds());
  }

  static RowType rowType(Table table) {
    return FlinkSchemaUtil.convert(table.schema());
  }

  void initialize(int subtask, int attempt) {
    factory.initialize(subtask, attempt);
  }

  TaskWriter<RowData> create() {
    return factory.create();
  }

  Map<Integer, PartitionSpec> specs() {
    return table.specs();
  }
}
