package dev.tidemark.erase;

import java.util.Optional;
import java.util.function.Predicate;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;

/** What is to go from a table. */
interface Unwanted {
  /** Which rows may be unwanted, for leaving out files whose bounds say that they have none. */
  Expression where();

  /** What must be read of files with these columns; empty if they cannot tell unwanted rows. */
  Optional<Schema> columns(Schema ofFile);

  /** True for unwanted rows with these columns. */
  Predicate<Record> in(Schema columns);
}
