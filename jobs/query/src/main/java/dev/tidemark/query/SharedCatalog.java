package dev.tidemark.query;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.flink.CatalogLoader;

/**
 * Gives Iceberg's Flink source the one catalog of this process instead of a new one for each look
 * at a table: a second one would see newer versions, and opening it costs a connection and an S3
 * client. A query runs in one process, so the name of the catalog is all that travels with a job.
 */
final class SharedCatalog implements CatalogLoader {
  private static final long serialVersionUID = 1L;
  private static final Map<String, FrozenCatalog> OPEN = new ConcurrentHashMap<>();

  private final String name;

  private SharedCatalog(String name) {
    this.name = name;
  }

  static SharedCatalog of(FrozenCatalog catalog) {
    OPEN.put(catalog.name(), catalog);
    return new SharedCatalog(catalog.name());
  }

  @Override
  public Catalog loadCatalog() {
    FrozenCatalog catalog = OPEN.get(name);
    if (catalog == null) {
      throw new IllegalStateException(
          "Catalog %s is open in another process than this. Run the query in one.".formatted(name));
    }
    return catalog;
  }

  @Override
  @SuppressWarnings("MissingSuperCall") // It holds nothing that two could not share.
  public CatalogLoader clone() {
    return new SharedCatalog(name);
  }
}
