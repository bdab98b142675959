package dev.tidemark.tests.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** Reads a table through Iceberg's own generic reader, deletes applied. */
public final class TableReader {
  private final Catalog catalog;
  private final TableIdentifier name;

  public TableReader(Catalog catalog, TableIdentifier name) {
    this.catalog = catalog;
    this.name = name;
  }

  /** The table, freshly loaded. */
  public Table table() {
    return catalog.loadTable(name);
  }

  /** All rows of {@code main}; none if nothing was ever written. */
  public List<Row> main() {
    return table().currentSnapshot() == null ? List.of() : branch(SnapshotRef.MAIN_BRANCH);
  }

  /** All rows at the head of a branch. */
  public List<Row> branch(String branch) {
    Table table = table();
    SnapshotRef ref = table.refs().get(branch);
    if (ref == null) {
      throw new IllegalStateException(
          "Table %s has no branch %s, only %s".formatted(name, branch, table.refs().keySet()));
    }
    return rows(table, ref.snapshotId());
  }

  /** All rows of one version. */
  public static List<Row> rows(Table table, long snapshotId) {
    List<Row> rows = new ArrayList<>();
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(table).useSnapshot(snapshotId).build()) {
      List<String> columns = Row.columns(table.schema().asStruct());
      records.forEach(record -> rows.add(Row.of(columns, record)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }
}
