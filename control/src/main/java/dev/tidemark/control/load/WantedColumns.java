package dev.tidemark.control.load;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Leaves the columns out of a Parquet file's schema that nobody reads, in structures too: they may
 * be of types that Iceberg does not have.
 */
final class WantedColumns {
  private WantedColumns() {}

  /**
   * @param columns names, with dots where they are in a structure
   */
  static MessageType of(MessageType written, List<String> columns) {
    var paths = new ArrayList<List<String>>();
    for (String column : columns) {
      paths.add(written.containsField(column) ? List.of(column) : List.of(column.split("\\.", -1)));
    }
    return new MessageType(written.getName(), fields(written, paths));
  }

  private static List<Type> fields(GroupType group, List<List<String>> paths) {
    var fields = new ArrayList<Type>();
    for (Type field : group.getFields()) {
      List<List<String>> inside =
          paths.stream().filter(path -> path.get(0).equals(field.getName())).toList();
      if (inside.isEmpty()) {
        continue;
      }
      if (!isStructure(field) || inside.stream().anyMatch(path -> path.size() == 1)) {
        fields.add(field);
        continue;
      }
      List<Type> wanted =
          fields(
              field.asGroupType(),
              inside.stream().map(path -> path.subList(1, path.size())).toList());
      // Parquet has no structure without a column.
      if (!wanted.isEmpty()) {
        fields.add(field.asGroupType().withNewFields(wanted));
      }
    }
    return fields;
  }

  /** Lists and maps are read whole. */
  private static boolean isStructure(Type field) {
    return !field.isPrimitive()
        && field.getLogicalTypeAnnotation() == null
        && !field.isRepetition(Type.Repetition.REPEATED);
  }
}
