package dev.tidemark.sql;

import dev.tidemark.definition.Column;
import dev.tidemark.definition.TableDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.types.logical.LogicalType;

/** A query's columns against those that its table declares, by name. */
final class ViewColumns {
  private ViewColumns() {}

  /** All that is missing, too much, of another type, or null where it must not be. */
  static List<ViewProblem> problems(TableDefinition definition, ResolvedSchema view) {
    Map<String, LogicalType> made = new LinkedHashMap<>();
    view.getColumns().forEach(c -> made.put(c.getName(), c.getDataType().getLogicalType()));
    List<ViewProblem> problems = new ArrayList<>();
    for (Column column : definition.columns()) {
      LogicalType type = made.remove(column.name());
      if (type == null) {
        problems.add(
            ViewProblem.ofAll(
                "It makes no column %s. Select an expression AS %s, or remove the column from"
                    + " table.yaml.",
                column.name(), column.name()));
      } else {
        compare(column, type, problems);
      }
    }
    made.forEach(
        (name, type) ->
            problems.add(
                ViewProblem.ofAll(
                    "It makes the column %s, which table.yaml does not declare. Declare {name: %s,"
                        + " type: …}, or leave it out.",
                    name, name)));
    return problems;
  }

  private static void compare(Column column, LogicalType type, List<ViewProblem> problems) {
    if (!SqlTypes.fits(type, column.type())) {
      problems.add(
          ViewProblem.ofAll(
              "Column %s is %s, and table.yaml says %s, which does not hold all its values. Write"
                  + " CAST(… AS %s), or declare another type.",
              column.name(),
              type.copy(true).asSummaryString(),
              column.type().text(),
              SqlTypes.of(column.type()).getLogicalType().asSummaryString()));
    }
    if (column.required() && type.isNullable()) {
      problems.add(
          ViewProblem.ofAll(
              "Column %s may be null, and table.yaml requires it. Write COALESCE(%s, …), or declare"
                  + " required: false.",
              column.name(), column.name()));
    }
  }
}
