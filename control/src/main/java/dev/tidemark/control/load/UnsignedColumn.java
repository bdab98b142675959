package dev.tidemark.control.load;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.Type;

/**
 * A column of a Parquet file whose larger numbers have no place in what Iceberg reads it as: 32
 * bits become negative numbers, 64 are not read at all.
 *
 * @param name with dots, where it is in a structure
 */
record UnsignedColumn(String name, int bits) {
  private static final int SHORTEST = 32;

  /** The first one in what these columns hold. */
  static Optional<UnsignedColumn> in(GroupType written, List<String> columns) {
    return columns.stream()
        .flatMap(
            column ->
                written.containsField(column)
                    ? in(written.getType(column), column).stream()
                    : in(written, column.split("\\.", -1)).stream())
        .findFirst();
  }

  private static Optional<UnsignedColumn> in(GroupType written, String[] path) {
    Type type = written;
    for (String name : path) {
      if (type.isPrimitive() || !type.asGroupType().containsField(name)) {
        return Optional.empty();
      }
      type = type.asGroupType().getType(name);
    }
    return in(type, String.join(".", Arrays.asList(path)));
  }

  private static Optional<UnsignedColumn> in(Type type, String name) {
    if (!type.isPrimitive()) {
      return type.asGroupType().getFields().stream()
          .flatMap(field -> in(field, name + "." + field.getName()).stream())
          .findFirst();
    }
    return type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation number
            && !number.isSigned()
            && number.getBitWidth() >= SHORTEST
        ? Optional.of(new UnsignedColumn(name, number.getBitWidth()))
        : Optional.empty();
  }

  /** What holds all its numbers, and is read. */
  String instead() {
    return bits == SHORTEST ? "a signed 64-bit column" : "a decimal(20,0)";
  }
}
