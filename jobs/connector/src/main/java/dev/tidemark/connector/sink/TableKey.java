package dev.tidemark.connector.sink;

import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/**
 * The key of a row, in Flink's binary form: its hash and equality come from its bytes, so a key
 * read back from a checkpoint equals the one made from a fresh row.
 */
public final class TableKey implements KeySelector<RowData, RowData>, ResultTypeQueryable<RowData> {
  private static final long serialVersionUID = 1L;

  private final RowType keyType;
  private final RowData.FieldGetter[] getters;
  private transient @Nullable RowDataSerializer serializer;

  private TableKey(RowType keyType, RowData.FieldGetter[] getters) {
    this.keyType = keyType;
    this.getters = getters;
  }

  /**
   * @param columns names of the key's columns in {@code type}
   */
  public static TableKey of(List<String> columns, RowType type) {
    LogicalType[] types = new LogicalType[columns.size()];
    RowData.FieldGetter[] getters = new RowData.FieldGetter[columns.size()];
    for (int i = 0; i < types.length; i++) {
      int position = type.getFieldIndex(columns.get(i));
      types[i] = type.getTypeAt(position);
      getters[i] = RowData.createFieldGetter(types[i], position);
    }
    return new TableKey(RowType.of(types, columns.toArray(String[]::new)), getters);
  }

  @Override
  public RowData getKey(RowData row) {
    if (serializer == null) {
      serializer = new RowDataSerializer(keyType);
    }
    GenericRowData key = new GenericRowData(getters.length);
    for (int i = 0; i < getters.length; i++) {
      key.setField(i, getters[i].getFieldOrNull(row));
    }
    return serializer.toBinaryRow(key).copy();
  }

  /** Whether both rows have the same key; makes no key to find out. */
  boolean isSame(RowData one, RowData other) {
    for (RowData.FieldGetter getter : getters) {
      // Deep, for columns of bytes.
      if (!Objects.deepEquals(getter.getFieldOrNull(one), getter.getFieldOrNull(other))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public TypeInformation<RowData> getProducedType() {
    return InternalTypeInfo.of(keyType);
  }
}
