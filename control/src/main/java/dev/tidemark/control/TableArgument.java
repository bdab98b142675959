package dev.tidemark.control;

import dev.tidemark.catalog.CatalogSettings;
import dev.tidemark.definition.Definitions;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.LiveTable;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** The TABLE of a command: {@code shop.order_lines}, or the name of a built-in definition. */
public final class TableArgument {
  private static final int OTHERS_AT_MOST = 10;

  private TableArgument() {}

  /**
   * Its full name.
   *
   * @throws CommandFailure if the text is neither
   */
  public static TableName name(String text) {
    if (Definitions.builtInNames().contains(text)) {
      return Definitions.builtInTable(text);
    }
    try {
      return TableName.parse(text);
    } catch (IllegalArgumentException unreadable) {
      throw new CommandFailure(
          "\"%s\" names no table: accepted is namespace.table, like shop.order_lines, or one of %s."
              .formatted(text, String.join(", ", Definitions.builtInNames())));
    }
  }

  public static TableIdentifier identifier(TableName name) {
    return TableIdentifier.of(Namespace.of(name.namespace().split("\\.", -1)), name.table());
  }

  private static String others(Catalog catalog, TableName name) {
    List<String> others = List.of();
    try {
      others =
          catalog.listTables(identifier(name).namespace()).stream()
              .filter(table -> !table.name().endsWith("_quarantine"))
              .limit(OTHERS_AT_MOST)
              .map(TableIdentifier::toString)
              .toList();
    } catch (NoSuchNamespaceException noneEither) {
      // Said below.
    }
    return others.isEmpty()
        ? "Its namespace has none. A run creates it: tidemark run DEFINITION."
        : "There are: %s.".formatted(String.join(", ", others));
  }

  /** How a command opens the environment's catalog. */
  public static Map<String, String> catalogProperties(Environment environment) {
    Map<String, String> properties = environment.catalog();
    PlainHttpS3.prepare(properties);
    return properties;
  }

  /** Opens the environment's catalog. */
  public static Catalog catalog(Environment environment) {
    Map<String, String> properties = catalogProperties(environment);
    try {
      return new CatalogSettings(environment.catalogName(), properties).open();
    } catch (IllegalArgumentException wrong) {
      throw new CommandFailure(
          "Cannot open the catalog %s: %s".formatted(environment.catalogName(), wrong.getMessage()),
          wrong);
    }
  }

  /**
   * Opens a live table.
   *
   * @throws CommandFailure if the catalog has none of this name
   */
  public static LiveTable open(Catalog catalog, TableName name) {
    try {
      return LiveTable.open(catalog, identifier(name));
    } catch (NoSuchTableException none) {
      throw new CommandFailure(
          "There is no table %s in the catalog %s. %s"
              .formatted(
                  name,
                  catalog.name(),
                  Definitions.builtInNames().contains(name.table())
                      ? "A run creates it: tidemark run " + name.table() + "."
                      : others(catalog, name)),
          none);
    }
  }
}
