package dev.tidemark.tests.table;

import java.nio.ByteBuffer;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * A row as values that compare: instants for timestamps, hexadecimal text for bytes, decimals with
 * their scale. Rows share the list of their columns.
 */
public record Row(List<String> columns, List<@Nullable Object> values) {
  /** A row of these columns. */
  public static Row of(List<String> columns, @Nullable Object... values) {
    List<@Nullable Object> list = new ArrayList<>(values.length);
    for (Object value : values) {
      list.add(value);
    }
    return new Row(columns, list);
  }

  static List<String> columns(Types.StructType struct) {
    return struct.fields().stream().map(Types.NestedField::name).toList();
  }

  static Row of(List<String> columns, Record record) {
    List<@Nullable Object> values = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      values.add(comparable(record.get(i)));
    }
    return new Row(columns, values);
  }

  /** The value of a column. */
  public @Nullable Object get(String column) {
    return values.get(columns.indexOf(column));
  }

  /** Bytes as a row has them. */
  public static @Nullable String hex(byte @Nullable [] bytes) {
    return bytes == null ? null : HexFormat.of().formatHex(bytes);
  }

  private static @Nullable Object comparable(@Nullable Object value) {
    if (value instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    if (value instanceof LocalDateTime time) {
      return time.toInstant(ZoneOffset.UTC);
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return hex(bytes);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> sorted = new TreeMap<>();
      map.forEach((k, v) -> sorted.put(String.valueOf(k), comparable(v)));
      return sorted;
    }
    return value instanceof CharSequence text ? text.toString() : value;
  }
}
