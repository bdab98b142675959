package dev.tidemark.query;

import dev.tidemark.catalog.CatalogSettings;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.MetadataTableType;
import org.apache.iceberg.MetadataTableUtils;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * A catalog in which every table stays as it was when it was first looked at, and nothing can be
 * changed. So each part of a statement sees the same version of a table, however often Flink loads
 * it and whatever is committed meanwhile.
 *
 * <p>Deliberately no {@link Closeable}: Flink's table loaders close a catalog that is one after
 * each look at a table, and this one is shared.
 */
final class FrozenCatalog implements Catalog, SupportsNamespaces, AutoCloseable {
  private final Catalog catalog;
  private final SupportsNamespaces namespaces;
  private final Map<TableIdentifier, TableOperations> frozen = new ConcurrentHashMap<>();

  private FrozenCatalog(Catalog catalog, SupportsNamespaces namespaces) {
    this.catalog = catalog;
    this.namespaces = namespaces;
  }

  /**
   * @throws QueryFailure if the catalog has no namespaces
   */
  static FrozenCatalog open(CatalogSettings settings) {
    Catalog opened = settings.open();
    if (opened instanceof SupportsNamespaces namespaces) {
      return new FrozenCatalog(opened, namespaces);
    }
    throw new QueryFailure(
        "The catalog %s is a %s, which has no namespaces. Use a JDBC, REST, Hive or Glue catalog."
            .formatted(settings.name(), opened.getClass().getSimpleName()));
  }

  @Override
  public String name() {
    return catalog.name();
  }

  /** A table, or one of its metadata tables: {@code shop.order_lines.snapshots}. */
  @Override
  public Table loadTable(TableIdentifier identifier) {
    MetadataTableType metadata = MetadataTableType.from(identifier.name());
    if (metadata != null && identifier.namespace().levels().length > 1) {
      TableIdentifier base = TableIdentifier.of(identifier.namespace().levels());
      return MetadataTableUtils.createMetadataTableInstance(
          operations(base), fullName(base), fullName(identifier), metadata);
    }
    return new BaseTable(operations(identifier), fullName(identifier));
  }

  private TableOperations operations(TableIdentifier identifier) {
    return frozen.computeIfAbsent(
        identifier,
        name -> {
          TableOperations live = ((HasTableOperations) catalog.loadTable(name)).operations();
          return new StaticTableOperations(live.current(), live.io(), live.locationProvider());
        });
  }

  private String fullName(TableIdentifier identifier) {
    return catalog.name() + "." + identifier;
  }

  @Override
  public List<TableIdentifier> listTables(Namespace namespace) {
    return catalog.listTables(namespace);
  }

  @Override
  public List<Namespace> listNamespaces(Namespace namespace) {
    return namespaces.listNamespaces(namespace);
  }

  @Override
  public Map<String, String> loadNamespaceMetadata(Namespace namespace) {
    return namespaces.loadNamespaceMetadata(namespace);
  }

  @Override
  public boolean dropTable(TableIdentifier identifier, boolean purge) {
    throw readOnly();
  }

  @Override
  public void renameTable(TableIdentifier from, TableIdentifier to) {
    throw readOnly();
  }

  @Override
  public void createNamespace(Namespace namespace, Map<String, String> metadata) {
    throw readOnly();
  }

  @Override
  public boolean dropNamespace(Namespace namespace) {
    throw readOnly();
  }

  @Override
  public boolean setProperties(Namespace namespace, Map<String, String> properties) {
    throw readOnly();
  }

  @Override
  public boolean removeProperties(Namespace namespace, Set<String> properties) {
    throw readOnly();
  }

  @Override
  public void close() throws IOException {
    if (catalog instanceof Closeable closeable) {
      closeable.close();
    }
  }

  private static QueryFailure readOnly() {
    return QueryFailure.notUnderstood(
        "A query only reads. Live tables change by their events: tidemark run.");
  }
}
