package dev.tidemark.lineage;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;

/**
 * What a table must learn so that a newer version of its definition fits: optional columns behind
 * those it has, and wider types. A schema is the table's and not a branch's, so anything that would
 * change what readers of {@code main} see of older rows is no such change.
 */
record SchemaChange(List<NestedField> widened, List<NestedField> added) {

  /** Empty if the table can never be what is wanted. */
  static Optional<SchemaChange> between(Schema found, Schema wanted) {
    List<NestedField> has = found.columns();
    List<NestedField> wants = wanted.columns();
    if (!found.identifierFieldNames().equals(wanted.identifierFieldNames())
        || has.size() > wants.size()
        || !IntStream.range(0, has.size()).allMatch(i -> grows(has.get(i), wants.get(i)))) {
      return Optional.empty();
    }
    List<NestedField> added = wants.subList(has.size(), wants.size());
    if (added.stream().anyMatch(NestedField::isRequired)) {
      return Optional.empty();
    }
    return Optional.of(
        new SchemaChange(
            IntStream.range(0, has.size())
                .filter(i -> !sameTypeAndDoc(has.get(i), wants.get(i)))
                .mapToObj(wants::get)
                .toList(),
            added));
  }

  private static boolean grows(NestedField from, NestedField to) {
    return from.name().equals(to.name())
        && from.isRequired() == to.isRequired()
        && (from.type().equals(to.type())
            || (to.type().isPrimitiveType()
                && TypeUtil.isPromotionAllowed(from.type(), to.type().asPrimitiveType())));
  }

  private static boolean sameTypeAndDoc(NestedField from, NestedField to) {
    // A statement of SQL says nothing of a column that has a comment here.
    return from.type().equals(to.type()) && (to.doc() == null || to.doc().equals(from.doc()));
  }

  boolean isEmpty() {
    return widened.isEmpty() && added.isEmpty();
  }

  void apply(UpdateSchema update) {
    for (NestedField column : widened) {
      Type.PrimitiveType type = column.type().asPrimitiveType();
      update.updateColumn(column.name(), type);
      if (column.doc() != null) {
        update.updateColumnDoc(column.name(), column.doc());
      }
    }
    added.forEach(column -> update.addColumn(column.name(), column.type(), column.doc()));
  }
}
