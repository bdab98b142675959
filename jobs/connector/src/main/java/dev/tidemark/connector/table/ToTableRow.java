package dev.tidemark.connector.table;

import dev.tidemark.connector.decode.SourceRow;
import java.util.List;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;

/** A decoded row as the columns that the query reads, in its order. */
final class ToTableRow implements MapFunction<RowData, RowData> {
  private static final long serialVersionUID = 1L;

  private final RowData.FieldGetter[] getters;

  /**
   * @param columns names of columns of the decoded row
   */
  ToTableRow(SourceRow shape, List<String> columns) {
    RowType type = shape.type();
    getters = new RowData.FieldGetter[columns.size()];
    for (int i = 0; i < getters.length; i++) {
      int position = shape.position(columns.get(i));
      getters[i] = RowData.createFieldGetter(type.getTypeAt(position), position);
    }
  }

  @Override
  public RowData map(RowData decoded) {
    GenericRowData row = new GenericRowData(decoded.getRowKind(), getters.length);
    for (int i = 0; i < getters.length; i++) {
      row.setField(i, getters[i].getFieldOrNull(decoded));
    }
    return row;
  }
}
