package dev.tidemark.control;

import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.LiveTable;
import java.io.Closeable;
import java.io.IOException;
import org.apache.iceberg.catalog.Catalog;

/** A live table together with the catalog that it is read from. */
public record OpenTable(Catalog catalog, LiveTable table) implements AutoCloseable {
  public static OpenTable of(Environment environment, TableName name) {
    Catalog catalog = TableArgument.catalog(environment);
    return new OpenTable(catalog, TableArgument.open(catalog, name));
  }

  @Override
  public void close() {
    if (catalog instanceof Closeable closeable) {
      try {
        closeable.close();
      } catch (IOException failure) {
        throw new CommandFailure(
            "Cannot close the catalog %s: %s. What was printed is complete."
                .formatted(catalog.name(), failure.getMessage()),
            failure);
      }
    }
  }
}
