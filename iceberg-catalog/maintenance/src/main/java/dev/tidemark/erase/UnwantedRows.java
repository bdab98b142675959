package dev.tidemark.erase;

import dev.tidemark.lineage.ErasedKeys;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.types.TypeUtil;

/** Rows of erased persons, and deletes by key that name one. */
record UnwantedRows(ErasedKeys erased, Expression where) implements Unwanted {

  @Override
  public Optional<Schema> columns(Schema ofFile) {
    Schema read = TypeUtil.selectInIdOrder(ofFile, erased.columns());
    return erased.canBeIn(TypeUtil.getProjectedIds(read)) ? Optional.of(read) : Optional.empty();
  }

  @Override
  public Predicate<Record> in(Schema columns) {
    Predicate<StructLike> rows = erased.rows(columns);
    InternalRecordWrapper internal = new InternalRecordWrapper(columns.asStruct());
    return row -> rows.test(internal.wrap(row));
  }
}
