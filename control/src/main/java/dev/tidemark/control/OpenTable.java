package dev.tidemark.control.history;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Environment;
import dev.tidemark.control.TableArgument;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.LiveTable;
import java.io.Closeable;
import java.io.IOException;
import org.apache.iceberg.catalog.Catalog;

/** A live table together with the catalog that it is read from. */
record OpenTable(Catalog catalog, LiveTable table) implements AutoCloseable {
  static OpenTable of(Environment environment, TableName name) {
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
