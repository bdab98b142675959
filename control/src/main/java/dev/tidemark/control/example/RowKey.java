package dev.tidemark.control.example;

import dev.tidemark.definition.TableDefinition;
import java.util.stream.IntStream;

/** What identifies a row. */
final class RowKey {
  private RowKey() {}

  /** The cells of the primary key; an append table has none. */
  static Row of(TableDefinition definition, Row row) {
    return new Row(
        IntStream.range(0, definition.columns().size())
            .filter(i -> definition.primaryKey().contains(definition.columns().get(i).name()))
            .mapToObj(i -> row.cells().get(i))
            .toList());
  }
}
