package dev.tidemark.lineage;

import dev.tidemark.catalog.CatalogProbe;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;

/**
 * Creates a live table, in a catalog that keeps what it needs: the quarantine table first, then the
 * table with its root snapshot and the tag on it, in one commit. So a live table always has its
 * quarantine and its root; a kill in between leaves an empty quarantine table, which the next call
 * finds.
 */
final class TableCreation {
  private final Catalog catalog;
  private final TableIdentifier name;
  private final Clock clock;

  TableCreation(Catalog catalog, TableIdentifier name, Clock clock) {
    this.catalog = catalog;
    this.name = name;
    this.clock = clock;
  }

  void create(Schema schema, PartitionSpec spec, SortOrder order, Map<String, String> properties) {
    if (!catalog.tableExists(name)) {
      CatalogProbe.check(catalog, name.namespace());
      createQuarantine(properties);
      createTable(schema, spec, order, properties);
    }
    requireSame(catalog.loadTable(name), schema, spec, properties);
  }

  private void createQuarantine(Map<String, String> properties) {
    Map<String, String> own = new LinkedHashMap<>(properties);
    own.keySet().removeIf(key -> key.startsWith("tidemark.") || key.equals("comment"));
    own.put("comment", "Records that " + name + " could not use, with their bytes");
    try {
      catalog
          .buildTable(QuarantineTable.of(name), QuarantineTable.schema())
          .withPartitionSpec(QuarantineTable.spec())
          .withProperties(own)
          .create();
    } catch (AlreadyExistsException created) {
      requireQuarantine();
    }
  }

  private void requireQuarantine() {
    Table found = catalog.loadTable(QuarantineTable.of(name));
    if (!found.schema().asStruct().equals(QuarantineTable.schema().asStruct())) {
      throw new RefusedException(
          "Cannot create %s: %s exists with other columns than a quarantine table has; drop or rename it."
              .formatted(name, QuarantineTable.of(name)));
    }
  }

  private void createTable(
      Schema schema, PartitionSpec spec, SortOrder order, Map<String, String> properties) {
    Map<String, String> all = new LinkedHashMap<>(properties);
    all.put(Keys.TABLE_FORMAT, String.valueOf(Keys.FORMAT_VERSION));
    all.put(Keys.TABLE_QUARANTINE, QuarantineTable.of(name).toString());
    try {
      Transaction transaction =
          catalog
              .buildTable(name, schema)
              .withPartitionSpec(spec)
              .withSortOrder(order)
              .withProperties(all)
              .createTransaction();
      Markers.append(
          transaction,
          SnapshotRef.MAIN_BRANCH,
          Operation.start(Marker.Kind.ROOT, "tidemark", "the empty beginning of the table", clock)
              .marker(null, null));
      long root = transaction.table().currentSnapshot().snapshotId();
      transaction.manageSnapshots().createTag(Keys.ROOT_TAG, root).commit();
      transaction.commitTransaction();
    } catch (AlreadyExistsException created) {
      return; // by another process, just now; the caller compares
    }
  }

  private void requireSame(
      Table found, Schema schema, PartitionSpec spec, Map<String, String> properties) {
    requireLive(found, name);
    String version = TableProperties.FORMAT_VERSION;
    if (SchemaChange.between(found.schema(), schema).isEmpty()) {
      throw different("columns " + found.schema().asStruct(), "columns " + schema.asStruct());
    }
    if (!found.spec().compatibleWith(spec)) {
      throw different("partitioning " + found.spec(), "partitioning " + spec);
    }
    String wanted = properties.get(version);
    String has = String.valueOf(TableUtil.formatVersion(found));
    if (wanted != null && !wanted.equals(has)) {
      throw different("format version " + has, "format version " + wanted);
    }
  }

  private RefusedException different(String found, String wanted) {
    return new RefusedException(
        "Cannot create %s: it exists with %s, the definition has %s; only optional columns behind the others and wider types can be added. Give the definition another table name."
            .formatted(name, found, wanted));
  }

  static void requireLive(Table found, TableIdentifier name) {
    String format = found.properties().get(Keys.TABLE_FORMAT);
    if (found.refs().get(Keys.ROOT_TAG) == null || format == null) {
      throw new RefusedException(
          "Table %s exists but is no live table (it has no %s); choose another name, or move it away."
              .formatted(name, format == null ? Keys.TABLE_FORMAT : "tag " + Keys.ROOT_TAG));
    }
    if (!format.equals(String.valueOf(Keys.FORMAT_VERSION))) {
      throw new RefusedException(
          "Table %s is a live table of format %s, this program knows format %d; use a newer tidemark."
              .formatted(name, format, Keys.FORMAT_VERSION));
    }
  }
}
