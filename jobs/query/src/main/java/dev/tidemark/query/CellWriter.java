package dev.tidemark.query;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.types.Row;
import org.jspecify.annotations.Nullable;

/**
 * Values of SQL as JSON: whole and decimal numbers with all their digits, dates and times as ISO
 * 8601 (with Z for points in time), bytes as hexadecimal text, arrays, maps and rows nested.
 */
final class CellWriter {
  private final JsonGenerator json;

  CellWriter(JsonGenerator json) {
    this.json = json;
    json.enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
  }

  void write(@Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof Number number) {
      number(number);
    } else if (value instanceof byte[] bytes) {
      json.writeString(HexFormat.of().formatHex(bytes));
    } else if (value instanceof Object[] array) {
      list(Arrays.asList(array));
    } else if (value instanceof List<?> list) {
      list(list);
    } else if (value instanceof Map<?, ?> map) {
      map(map);
    } else if (value instanceof Row row) {
      row(row);
    } else {
      json.writeString(value.toString());
    }
  }

  private void number(Number number) throws IOException {
    if (number instanceof BigDecimal decimal) {
      json.writeNumber(decimal);
    } else if (number instanceof Double real) {
      json.writeNumber(real);
    } else if (number instanceof Float real) {
      json.writeNumber(real);
    } else {
      json.writeNumber(number.longValue());
    }
  }

  private void list(List<?> values) throws IOException {
    json.writeStartArray();
    for (Object value : values) {
      write(value);
    }
    json.writeEndArray();
  }

  private void map(Map<?, ?> map) throws IOException {
    json.writeStartObject();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      json.writeFieldName(String.valueOf(entry.getKey()));
      write(entry.getValue());
    }
    json.writeEndObject();
  }

  private void row(Row row) throws IOException {
    Set<String> names = row.getFieldNames(true);
    if (names == null) {
      json.writeStartArray();
      for (int i = 0; i < row.getArity(); i++) {
        write(row.getField(i));
      }
      json.writeEndArray();
      return;
    }
    json.writeStartObject();
    for (String name : names) {
      json.writeFieldName(name);
      write(row.getField(name));
    }
    json.writeEndObject();
  }
}
