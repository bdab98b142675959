package dev.tidemark.connector.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarBinaryType;
import org.apache.flink.table.types.logical.VarCharType;
import org.junit.jupiter.api.Test;

class TableKeyTest {
  private static final RowType TYPE =
      RowType.of(
          new LogicalType[] {
            new VarCharType(VarCharType.MAX_LENGTH),
            new VarBinaryType(VarBinaryType.MAX_LENGTH),
            new IntType()
          },
          new String[] {"code", "digest", "amount"});
  private static final TableKey KEY = TableKey.of(List.of("code", "digest"), TYPE);

  @Test
  void rowsAreOfOneKeyIfTheColumnsOfItAreEqualWhateverTheOthers() {
    assertThat(KEY.isSame(row("a", 1, 7), row("a", 1, 8))).isTrue();
    assertThat(KEY.isSame(row("a", 1, 7), row("b", 1, 7))).isFalse();
    assertThat(KEY.isSame(row("a", 1, 7), row("a", 2, 7))).isFalse();
  }

  @Test
  void theFormOfARowIsNotPartOfItsKey() {
    RowData binary = new RowDataSerializer(TYPE).toBinaryRow(row("a", 1, 7)).copy();

    assertThat(KEY.isSame(binary, row("a", 1, 8))).isTrue();
    assertThat(KEY.isSame(row("b", 1, 7), binary)).isFalse();
    assertThat(KEY.getKey(binary)).isEqualTo(KEY.getKey(row("a", 1, 8)));
  }

  private static RowData row(String code, int digest, int amount) {
    return GenericRowData.of(StringData.fromString(code), new byte[] {(byte) digest}, amount);
  }
}
