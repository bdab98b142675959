package dev.tidemark.catalog;

import java.util.UUID;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.types.Types;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out, by trying, whether a catalog keeps what the invariants of live tables stand on:
 *
 * <ul>
 *   <li>a commit that moves a branch away from where it is no longer is refused, as a whole;
 *   <li>a snapshot, refs and properties change in one metadata version;
 *   <li>older snapshots, their parents, their own summary keys, branches and tags are kept;
 *   <li>{@code main} is not fast-forwarded to where it does not lead, and can be pointed at an
 *       older snapshot's child.
 * </ul>
 *
 * <p>It works on an empty table of its own, made in the namespace and dropped at the end, and takes
 * about a dozen commits. What it cannot find out is what a catalog does under load or after a
 * crash.
 */
public final class CatalogProbe {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogProbe.class);
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

  private CatalogProbe() {}

  /**
   * Tries a catalog in a namespace, which is created if it does not exist.
   *
   * @throws UnfitCatalogException for the first thing that it does not keep
   */
  public static void check(Catalog catalog, Namespace namespace) {
    createNamespace(catalog, namespace);
    TableIdentifier scratch =
        TableIdentifier.of(
            namespace, "tidemark_probe_" + UUID.randomUUID().toString().replace('-', '_'));
    catalog.createTable(scratch, SCHEMA);
    try {
      new ProbeSteps(catalog, scratch).run();
    } finally {
      drop(catalog, scratch);
    }
  }

  private static void createNamespace(Catalog catalog, Namespace namespace) {
    if (catalog instanceof SupportsNamespaces namespaces
        && !namespaces.namespaceExists(namespace)) {
      try {
        namespaces.createNamespace(namespace);
      } catch (AlreadyExistsException created) {
        LOG.debug("Namespace {} was created by another process just now", namespace);
      }
    }
  }

  private static void drop(Catalog catalog, TableIdentifier scratch) {
    try {
      catalog.dropTable(scratch, true);
    } catch (RuntimeException failed) {
      LOG.warn("Cannot drop the scratch table {}; drop it by hand: {}", scratch, failed.toString());
    }
  }
}
