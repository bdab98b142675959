package dev.tidemark.control.promote;

import dev.tidemark.definition.Check;
import dev.tidemark.definition.TableName;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Checks as one statement of SQL, so that they are answered at once: a row for each, with its name,
 * the rows that were looked at and those that were found.
 */
final class CheckSql {
  private final String table;

  CheckSql(TableName table) {
    this.table = quoted(table);
  }

  String of(List<Check> checks) {
    return checks.stream().map(this::of).collect(Collectors.joining("\nUNION ALL\n"));
  }

  private String of(Check check) {
    if (check instanceof Check.Rows) {
      return select(check, "COUNT(*)", "COUNT(*)", table);
    }
    if (check instanceof Check.NullRate rate) {
      String empty = "COUNT(*) - COUNT(%s)".formatted(quoted(rate.column()));
      return select(check, "COUNT(*)", empty, table);
    }
    if (check instanceof Check.ExistsIn exists) {
      String missing =
          "%s AS own WHERE own.%s IS NOT NULL AND NOT EXISTS (SELECT 1 FROM %s AS other WHERE other.%s = own.%2$s)"
              .formatted(
                  table,
                  quoted(exists.column()),
                  quoted(exists.other()),
                  quoted(exists.otherColumn()));
      return select(check, "COUNT(*)", "COUNT(*)", missing);
    }
    String sql = ((Check.NoRows) check).sql().strip().replaceAll(";$", "");
    return select(check, "COUNT(*)", "COUNT(*)", "(\n" + sql + "\n)");
  }

  private static String select(Check check, String total, String found, String from) {
    return "SELECT CAST('%s' AS STRING) AS name, %s AS total, %s AS found FROM %s"
        .formatted(check.name(), total, found, from);
  }

  private static String quoted(TableName name) {
    return quoted(name.namespace()) + "." + quoted(name.table());
  }

  private static String quoted(String name) {
    return "`" + name + "`";
  }
}
