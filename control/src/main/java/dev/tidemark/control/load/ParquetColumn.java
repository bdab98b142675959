package dev.tidemark.control.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * One column of a Parquet file, as text: numbers in digits, times in ISO 8601, bytes in Base64,
 * structures, lists and maps as JSON.
 *
 * @param root the outermost column, which is read whole
 * @param path the names that lead to the value
 */
record ParquetColumn(String root, List<String> path) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

  static ParquetColumn of(Schema schema, String column) {
    if (schema.asStruct().field(column) != null) {
      return new ParquetColumn(column, List.of(column));
    }
    List<String> path = List.of(column.split("\\.", -1));
    return new ParquetColumn(path.get(0), path);
  }

  static boolean isIn(Types.StructType struct, String column) {
    if (struct.field(column) != null) {
      return true;
    }
    int dot = column.indexOf('.');
    Types.NestedField parent = dot < 0 ? null : struct.field(column.substring(0, dot));
    return parent != null
        && parent.type().isStructType()
        && isIn(parent.type().asStructType(), column.substring(dot + 1));
  }

  @Nullable String text(Record row) {
    Object value = row;
    for (String name : path) {
      value = value instanceof Record record ? record.getField(name) : null;
    }
    return value == null ? null : text(value);
  }

  private static String text(Object value) {
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof ByteBuffer bytes) {
      return Base64.getEncoder().encodeToString(bytes(bytes));
    }
    if (value instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    return value instanceof StructLike || value instanceof Collection || value instanceof Map
        ? json(value).toString()
        : value.toString();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static JsonNode json(@Nullable Object value) {
    if (value == null) {
      return JSON.nullNode();
    }
    if (value instanceof Record record) {
      var object = JSON.objectNode();
      for (Types.NestedField field : record.struct().fields()) {
        object.set(field.name(), json(record.getField(field.name())));
      }
      return object;
    }
    if (value instanceof Map<?, ?> map) {
      var object = JSON.objectNode();
      map.forEach((key, each) -> object.set(text(key), json(each)));
      return object;
    }
    if (value instanceof Collection<?> list) {
      var array = JSON.arrayNode();
      list.forEach(each -> array.add(json(each)));
      return array;
    }
    return scalar(value);
  }

  private static JsonNode scalar(Object value) {
    if (value instanceof Boolean is) {
      return JSON.booleanNode(is);
    }
    // JSON has no NaN and no infinity.
    return value instanceof Number number && Double.isFinite(number.doubleValue())
        ? JSON.numberNode(new BigDecimal(text(number)))
        : JSON.textNode(text(value));
  }
}
