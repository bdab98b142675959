package dev.tidemark.examples;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Rows of {@code main} as JSON, read by Iceberg's own reader, deletes applied. */
final class TableContents {
  /** Decimals keep the zeros at their end. */
  private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

  private static final List<String> OF_A_REJECT =
      List.of("topic", "partition", "offset", "reason", "message");

  private TableContents() {}

  static ArrayNode rows(Table table) throws IOException {
    return read(table, table.schema().columns().stream().map(Types.NestedField::name).toList());
  }

  static ArrayNode rejected(Table quarantine) throws IOException {
    return read(quarantine, OF_A_REJECT);
  }

  private static ArrayNode read(Table table, List<String> columns) throws IOException {
    ArrayNode rows = JSON.arrayNode();
    if (table.currentSnapshot() == null) {
      return rows;
    }
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
      for (Record record : records) {
        ObjectNode row = rows.addObject();
        columns.forEach(column -> put(row, column, record.getField(column)));
      }
    }
    return rows;
  }

  /** Numbers as numbers, bytes as hexadecimal text, everything else as ISO or plain text. */
  private static void put(ObjectNode row, String column, @Nullable Object value) {
    if (value == null) {
      row.putNull(column);
    } else if (value instanceof Integer number) {
      row.put(column, number);
    } else if (value instanceof Long number) {
      row.put(column, number);
    } else if (value instanceof Float number) {
      row.put(column, number);
    } else if (value instanceof Double number) {
      row.put(column, number);
    } else if (value instanceof BigDecimal number) {
      row.put(column, number);
    } else if (value instanceof Boolean truth) {
      row.put(column, truth);
    } else if (value instanceof OffsetDateTime time) {
      row.put(column, time.toInstant().toString());
    } else if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      row.put(column, HexFormat.of().formatHex(copy));
    } else {
      row.put(column, value.toString());
    }
  }
}
