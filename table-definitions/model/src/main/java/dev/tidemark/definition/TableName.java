package dev.tidemark.definition;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * Name of a live table: a namespace, with dots where it is nested, and the table in it.
 *
 * @throws IllegalArgumentException if a part is not snake_case
 */
public record TableName(String namespace, String table) implements Serializable {
  static final String ACCEPTED = "namespace.table in snake_case, like shop.order_lines";
  private static final Pattern PART = Pattern.compile("[a-z][a-z0-9_]*");
  private static final Pattern NAMESPACE = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*");

  public TableName {
    if (!NAMESPACE.matcher(namespace).matches() || !PART.matcher(table).matches()) {
      throw new IllegalArgumentException(
          "Cannot name a table \"%s.%s\": accepted is %s.".formatted(namespace, table, ACCEPTED));
    }
  }

  public static TableName parse(String text) {
    int dot = text.lastIndexOf('.');
    return dot < 0
        ? new TableName("", text)
        : new TableName(text.substring(0, dot), text.substring(dot + 1));
  }

  @Override
  public String toString() {
    return namespace + "." + table;
  }
}
