package dev.tidemark.pipeline;

import dev.tidemark.catalog.TableSchemas;
import dev.tidemark.definition.TableDefinition;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.flink.FlinkSchemaUtil;

/** A definition's columns as Flink types. */
public final class TableType {
  private TableType() {}

  public static RowType rowType(TableDefinition definition) {
    return FlinkSchemaUtil.convert(TableSchemas.schema(definition));
  }

  public static InternalTypeInfo<RowData> typeInfo(TableDefinition definition) {
    return InternalTypeInfo.of(rowType(definition));
  }
}
