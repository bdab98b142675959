package dev.tidemark.lineage;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;

/** A live table of orders to try things on. */
final class Shop {
  static final TableIdentifier ORDERS = TableIdentifier.of(Namespace.of("shop"), "orders");

  static final Schema SCHEMA =
      new Schema(
          List.of(
              Types.NestedField.required(1, "id", Types.LongType.get()),
              Types.NestedField.optional(2, "what", Types.StringType.get())),
          Set.of(1));

  private Shop() {}

  static InMemoryCatalog inMemory() {
    InMemoryCatalog catalog = new InMemoryCatalog();
    catalog.initialize("memory", Map.of());
    return catalog;
  }

  static LiveTable create(Catalog catalog) {
    return LiveTable.create(
        catalog,
        ORDERS,
        SCHEMA,
        PartitionSpec.unpartitioned(),
        SortOrder.unsorted(),
        Map.of("format-version", "2"));
  }

  static EpochCommitter committer(Catalog catalog, String run) {
    return EpochCommitter.open(catalog, ORDERS, run, Clock.systemUTC());
  }

  /** Another engine appends to {@code main}. */
  static long foreignAppend(Catalog catalog) {
    Table table = catalog.loadTable(ORDERS);
    table.newFastAppend().appendFile(Epochs.dataFile("foreign", 1)).commit();
    return table.currentSnapshot().snapshotId();
  }

  static long main(LiveTable table) {
    return table.table().currentSnapshot().snapshotId();
  }
}
