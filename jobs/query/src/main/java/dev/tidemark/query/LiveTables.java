package dev.tidemark.query;

import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.RefusedException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.catalog.CatalogTable;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.exceptions.TableNotExistException;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.flink.FlinkCatalog;
import org.apache.iceberg.flink.FlinkReadOptions;

/**
 * A catalog's tables as SQL sees them, each at the version that the query asks for. The version
 * goes to Iceberg's source as the read option that it has for this, so no statement is rewritten.
 */
final class LiveTables extends FlinkCatalog {
  /** Metadata tables of the whole table: they have no version. */
  private static final Set<String> OF_THE_WHOLE_TABLE =
      Set.of(
          "history",
          "metadata_log_entries",
          "snapshots",
          "refs",
          "all_data_files",
          "all_delete_files",
          "all_files",
          "all_manifests",
          "all_entries");

  private final FrozenCatalog catalog;
  private final ReadPoint readPoint;
  private final Map<String, TableRead> reads = new TreeMap<>();
  private final Map<String, List<String>> columns = new TreeMap<>();
  private final Set<String> lookedAt = new TreeSet<>();
  private boolean found;

  LiveTables(FrozenCatalog catalog, String namespace, ReadPoint readPoint) {
    // Without the catalog's properties: SHOW CREATE TABLE would print them, and keys are among
    // them.
    super(
        catalog.name(),
        namespace,
        Namespace.empty(),
        SharedCatalog.of(catalog),
        Map.of(),
        false,
        -1);
    this.catalog = catalog;
    this.readPoint = readPoint;
  }

  @Override
  public CatalogTable getTable(ObjectPath path) throws TableNotExistException {
    return at(path, readPoint);
  }

  /** For {@code FOR SYSTEM_TIME AS OF}, which goes before what is asked of all tables. */
  @Override
  public CatalogTable getTable(ObjectPath path, long timestamp) throws TableNotExistException {
    var time = new ReadPoint.AtTime(Instant.ofEpochMilli(timestamp));
    return at(path, time);
  }

  /** The columns of the tables that were asked for so far, by table. */
  Map<String, List<String>> columns() {
    return columns;
  }

  /**
   * Which versions were read so far.
   *
   * @throws QueryFailure if a version or branch was asked for that none of the tables has
   */
  Collection<TableRead> reads() {
    if (!found && !lookedAt.isEmpty()) {
      throw new QueryFailure(
          "None of %s has %s. See tidemark history TABLE."
              .formatted(String.join(", ", lookedAt), wanted(readPoint)));
    }
    return reads.values();
  }

  private CatalogTable at(ObjectPath path, ReadPoint point) throws TableNotExistException {
    CatalogTable table = super.getTable(path);
    columns.put(
        path.getFullName(),
        table.getUnresolvedSchema().getColumns().stream()
            .map(Schema.UnresolvedColumn::getName)
            .toList());
    String[] parts = path.getObjectName().split("\\$", 2);
    Map<String, String> options = new HashMap<>(table.getOptions());
    options.keySet().removeAll(Set.of("connector", "src-catalog"));
    if (parts.length == 1 || !OF_THE_WHOLE_TABLE.contains(parts[1].toLowerCase(Locale.ROOT))) {
      TableIdentifier base = TableIdentifier.of(path.getDatabaseName(), parts[0]);
      ReadPoint own = point instanceof ReadPoint.OnBranchOf one ? one.of(base.toString()) : point;
      version(base, path.getFullName(), own)
          .ifPresent(id -> options.put(FlinkReadOptions.SNAPSHOT_ID.key(), id.toString()));
    }
    return table.copy(options);
  }

  private Optional<Long> version(TableIdentifier base, String name, ReadPoint point) {
    Table table = catalog.loadTable(base);
    var versions = new Versions(table, name);
    Optional<Snapshot> version = versions.at(point);
    lookedAt.add(name);
    found |= version.isPresent() || point instanceof ReadPoint.Newest;
    if (version.isEmpty()) {
      requireNotLive(base, versions, point);
      // A quarantine has neither the versions nor the branches of its live table.
      version = versions.newest();
    }
    version.ifPresent(snapshot -> reads.put(name, versions.read(snapshot)));
    return version.map(Snapshot::snapshotId);
  }

  private void requireNotLive(TableIdentifier base, Versions versions, ReadPoint point) {
    if (point instanceof ReadPoint.Newest) {
      return;
    }
    try {
      LiveTable.open(catalog, base);
    } catch (RefusedException notLive) {
      return;
    }
    throw new QueryFailure(
        "The table %s has no %s%s. See tidemark history %s."
            .formatted(
                base,
                wanted(point),
                point instanceof ReadPoint.OnBranch
                    ? "; its branches are " + String.join(", ", versions.branches())
                    : ", or not any more",
                base));
  }

  private static String wanted(ReadPoint point) {
    if (point instanceof ReadPoint.AtVersion version) {
      return "version " + version.snapshotId();
    }
    return point instanceof ReadPoint.OnBranch on
        ? "branch " + on.branch()
        : "version at that time";
  }
}
