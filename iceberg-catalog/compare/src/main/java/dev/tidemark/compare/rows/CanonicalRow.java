package dev.tidemark.compare.rows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Types;

/**
 * Writes rows, or some columns of them, as the bytes that {@code docs/digest.md} specifies: the
 * columns that are not null, in the order of their names, each with its name, the tag of its kind
 * and its value. So the bytes of a row do not change when a table gets an optional column, when a
 * type is widened, or when columns are moved; and two tables are comparable by their columns'
 * names.
 */
final class CanonicalRow {
  private record Field(byte[] head, int position, ColumnKind kind) {}

  private final Field[] fields;

  private CanonicalRow(List<Field> fields) {
    this.fields = fields.toArray(Field[]::new);
  }

  /**
   * All columns of rows that are read with a schema.
   *
   * @throws UncomparableException if a column's type has no canonical form
   */
  static CanonicalRow of(Schema schema) {
    return of(
        schema, Set.copyOf(schema.columns().stream().map(Types.NestedField::fieldId).toList()));
  }

  /** Some columns of rows that are read with a schema, by field id. */
  static CanonicalRow of(Schema schema, Set<Integer> ids) {
    List<Types.NestedField> columns = new ArrayList<>(schema.columns());
    columns.removeIf(column -> !ids.contains(column.fieldId()));
    if (columns.size() != ids.size()) {
      throw new UncomparableException(
          "Rows are deleted or identified by fields %s, not all of which are columns of the table (%s); compact the table, then compare."
              .formatted(ids, schema.columns().stream().map(Types.NestedField::name).toList()));
    }
    columns.sort((a, b) -> Arrays.compareUnsigned(utf8(a.name()), utf8(b.name())));
    return new CanonicalRow(columns.stream().map(column -> field(schema, column)).toList());
  }

  private static Field field(Schema schema, Types.NestedField column) {
    ColumnKind kind =
        ColumnKind.of(column.type())
            .orElseThrow(
                () ->
                    new UncomparableException(
                        "Column %s has type %s, which has no canonical form; tables are compared by columns of Iceberg's primitive types."
                            .formatted(column.name(), column.type())));
    byte[] name = utf8(column.name());
    RowBytes head = new RowBytes();
    head.put(name.length >>> 8);
    head.put(name.length);
    head.put(name);
    kind.head(column.type(), head);
    return new Field(head.copy(), schema.columns().indexOf(column), kind);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  void write(StructLike row, RowBytes to) {
    for (Field field : fields) {
      Object value = row.get(field.position, Object.class);
      if (value != null) {
        to.put(field.head);
        field.kind.write(value, to);
      }
    }
  }

  /** The columns that are not null, in the order of their names. */
  static Map<String, Cell> read(byte[] row) {
    Map<String, Cell> cells = new LinkedHashMap<>();
    ByteBuffer from = ByteBuffer.wrap(row);
    while (from.hasRemaining()) {
      byte[] name = new byte[Short.toUnsignedInt(from.getShort())];
      from.get(name);
      ColumnKind kind = ColumnKind.ofTag(from.get());
      cells.put(new String(name, StandardCharsets.UTF_8), new Cell(kind, kind.read(from)));
    }
    return cells;
  }

  /** One value; two are equal exactly if their bytes are. */
  record Cell(ColumnKind kind, String text) {}
}
