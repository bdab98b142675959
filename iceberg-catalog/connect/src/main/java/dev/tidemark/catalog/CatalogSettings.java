package dev.tidemark.catalog;

import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.sql.Driver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How to reach an Iceberg catalog: its name and Iceberg's own properties ({@code type} or {@code
 * catalog-impl}, {@code uri}, {@code warehouse}, {@code io-impl}, {@code s3.*}, …), so that what
 * works here works in every other engine's configuration. What is asked of a property here is what
 * every catalog of its kind needs; the rest is the catalog's own business.
 */
public record CatalogSettings(String name, Map<String, String> properties) implements Serializable {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogSettings.class);

  /** Another process can be in the way at two steps. */
  private static final int OPENINGS = 3;

  private static final String JDBC = "org.apache.iceberg.jdbc.JdbcCatalog";
  private static final String REST = "org.apache.iceberg.rest.RESTCatalog";

  /** Iceberg's own names for catalogs that can compare and set a table's metadata. */
  private static final List<String> TYPES = List.of("rest", "jdbc", "hive", "glue", "bigquery");

  private static final Map<String, String> UNFIT =
      Map.of(
          "hadoop", "cannot compare and set a table's metadata on S3",
          "nessie", "keeps no older snapshots in a table's metadata");

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
    kind(properties, problems);
    uri(properties, problems);
    warehouse(properties, problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  /**
   * Opens the catalog; the caller closes it if it is {@code Closeable}.
   *
   * <p>A JdbcCatalog makes its tables when a database is opened for the first time, and adds a
   * column to one of them. Of two processes that do so at once one may find the database locked, or
   * the column there that it is about to add, and gives up, at either step; so it opens it again.
   */
  public Catalog open() {
    registerDrivers();
    for (int tries = 1; ; tries++) {
      try {
        return build();
      } catch (UncheckedSQLException failed) {
        if (tries == OPENINGS) {
          throw failed;
        }
        LOG.info("Opening catalog {} once more: {}", name, String.valueOf(failed.getCause()));
      }
    }
  }

  private Catalog build() {
    return CatalogUtil.buildIcebergCatalog(name, properties, new Configuration(needsHadoop()));
  }

  /** Whether Hadoop's own defaults are asked for; reading them takes a tenth of a second. */
  private boolean needsHadoop() {
    return !properties.containsKey(CatalogProperties.FILE_IO_IMPL)
        || "hive".equals(properties.get(CatalogUtil.ICEBERG_CATALOG_TYPE));
  }

  /**
   * {@link java.sql.DriverManager} looks for drivers once per process, where Flink's own classes
   * are; a driver in a job's jar is not among them unless its class is loaded from there.
   */
  private static void registerDrivers() {
    ServiceLoader.load(Driver.class, CatalogSettings.class.getClassLoader())
        .forEach(driver -> LOG.debug("JDBC driver {} is at hand", driver.getClass().getName()));
  }

  /** Names the properties and none of their values: some are passwords. */
  @Override
  public String toString() {
    return "CatalogSettings[%s, %s]".formatted(name, new TreeSet<>(properties.keySet()));
  }

  private static void kind(Map<String, String> properties, List<String> problems) {
    String type = properties.get(CatalogUtil.ICEBERG_CATALOG_TYPE);
    boolean impl = properties.containsKey(CatalogProperties.CATALOG_IMPL);
    if ((type != null) == impl) {
      problems.add(
          "%s of type and catalog-impl is given. Accepted: one of them, like type: rest or jdbc."
              .formatted(impl ? "Each" : "None"));
    } else if (type != null && UNFIT.containsKey(type)) {
      problems.add(
          "type: %s %s. Accepted: %s.".formatted(type, UNFIT.get(type), String.join(", ", TYPES)));
    } else if (type != null && !TYPES.contains(type)) {
      problems.add(
          "type: %s is unknown. Accepted: %s; for others catalog-impl with a class name."
              .formatted(type, String.join(", ", TYPES)));
    }
  }

  private static void uri(Map<String, String> properties, List<String> problems) {
    String uri = properties.get(CatalogProperties.URI);
    if (is(properties, "rest", REST)) {
      if (scheme(uri).filter(it -> it.equals("http") || it.equals("https")).isEmpty()) {
        problems.add(
            "uri: %s is no address of a REST catalog. Accepted: http://host:port/path, or https."
                .formatted(uri));
      }
    } else if (is(properties, "jdbc", JDBC) && (uri == null || !uri.startsWith("jdbc:"))) {
      problems.add(
          "uri: %s is no database. Accepted: a JDBC address, like jdbc:postgresql://host/database."
              .formatted(uri));
    }
  }

  private static void warehouse(Map<String, String> properties, List<String> problems) {
    String warehouse = properties.getOrDefault(CatalogProperties.WAREHOUSE_LOCATION, "");
    if (is(properties, "jdbc", JDBC) && warehouse.isBlank()) {
      problems.add("warehouse is missing. Accepted: where tables go, like s3://bucket/folder.");
    }
  }

  private static boolean is(Map<String, String> properties, String type, String impl) {
    return type.equals(properties.get(CatalogUtil.ICEBERG_CATALOG_TYPE))
        || impl.equals(properties.get(CatalogProperties.CATALOG_IMPL));
  }

  private static Optional<String> scheme(@Nullable String uri) {
    try {
      return uri == null ? Optional.empty() : Optional.ofNullable(new URI(uri).getScheme());
    } catch (URISyntaxException malformed) {
      return Optional.empty();
    }
  }
}
