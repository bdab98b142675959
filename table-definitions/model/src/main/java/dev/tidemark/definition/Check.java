package dev.tidemark.definition;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of a table's rows before a run of it is promoted. Checks decide about no row, so
 * they are not part of the definition's fingerprint.
 */
public sealed interface Check extends Serializable {
  /** What reports call it. */
  String name();

  /**
   * How many rows the table has.
   *
   * @param atLeast null if there is no lower bound
   * @param atMost null if there is no upper bound
   */
  record Rows(String name, @Nullable Long atLeast, @Nullable Long atMost) implements Check {}

  /**
   * How many rows have no value in a column.
   *
   * @param atMost a share of all rows, from 0 to 1
   */
  record NullRate(String name, String column, double atMost) implements Check {}

  /** Every value of a column is one of a column of another live table, as readers see that. */
  record ExistsIn(String name, String column, TableName other, String otherColumn)
      implements Check {}

  /** A query that finds what must not be. */
  record NoRows(String name, String sql) implements Check {}
}
