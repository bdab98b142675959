package dev.tidemark.catalog;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;

/**
 * How to reach an Iceberg catalog: its name and Iceberg's own properties ({@code type} or {@code
 * catalog-impl}, {@code uri}, {@code warehouse}, {@code io-impl}, {@code s3.*}, …), so that what
 * works here works in every other engine's configuration.
 */
public record CatalogSettings(String name, Map<String, String> properties) implements Serializable {
  /**
   * @throws IllegalArgumentException with all problems at once, each with its key and the accepted
   *     form
   */
  public CatalogSettings {
    properties = Map.copyOf(properties);
    List<String> problems = new ArrayList<>();
    if (name.isBlank()) {
      problems.add("The catalog's name is empty. Accepted: a word, like tidemark.");
    }
    boolean type = properties.containsKey(CatalogUtil.ICEBERG_CATALOG_TYPE);
    boolean impl = properties.containsKey(CatalogProperties.CATALOG_IMPL);
    if (type == impl) {
      problems.add(
          "%s of %s and %s is given. Accepted: one of them, like type: rest or jdbc."
              .formatted(
                  type ? "Each" : "None",
                  CatalogUtil.ICEBERG_CATALOG_TYPE,
                  CatalogProperties.CATALOG_IMPL));
    }
    if ("hadoop".equals(properties.get(CatalogUtil.ICEBERG_CATALOG_TYPE))) {
      problems.add(
          "type: hadoop cannot compare and set a table's metadata on S3. Accepted: rest, jdbc,"
              + " hive or glue.");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  /** Opens the catalog; the caller closes it if it is {@code Closeable}. */
  public Catalog open() {
    return CatalogUtil.buildIcebergCatalog(name, properties, new Configuration());
  }
}
