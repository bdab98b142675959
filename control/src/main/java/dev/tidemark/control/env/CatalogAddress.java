package dev.tidemark.control.env;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Environment;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The environment's catalog as Iceberg's own properties, and the few of them that other engines
 * name differently.
 */
record CatalogAddress(String name, Map<String, String> properties) {
  private static final String JDBC = "org.apache.iceberg.jdbc.JdbcCatalog";
  private static final String REST = "org.apache.iceberg.rest.RESTCatalog";

  /**
   * @throws CommandFailure if no catalog is known
   */
  static CatalogAddress of(Environment environment) {
    return new CatalogAddress(environment.catalogName(), new TreeMap<>(environment.catalog()));
  }

  boolean isJdbc() {
    return is("jdbc", JDBC);
  }

  /**
   * @throws CommandFailure if it is neither a JDBC nor a REST catalog
   */
  void requireKnown() {
    if (!isJdbc() && !is("rest", REST)) {
      throw new CommandFailure(
          "The catalog %s is neither jdbc nor rest, and only these are written for other engines. Translate its properties yourself: %s."
              .formatted(name, String.join(", ", properties.keySet())));
    }
  }

  boolean isSqlite() {
    return isJdbc() && uri().startsWith("jdbc:sqlite:");
  }

  String uri() {
    return get("uri").orElse("");
  }

  /** The file of an SQLite database, without the options that JDBC takes behind it. */
  String sqliteFile() {
    return uri().substring("jdbc:sqlite:".length()).replaceFirst("\\?.*", "");
  }

  Optional<String> get(String key) {
    return Optional.ofNullable(properties.get(key));
  }

  /** Iceberg's properties with the kind of catalog as a class, which every engine takes. */
  Map<String, String> withImplementation() {
    var all = new TreeMap<>(properties);
    if (all.remove("type") != null) {
      all.put("catalog-impl", isJdbc() ? JDBC : REST);
    }
    return all;
  }

  private boolean is(String type, String implementation) {
    return type.equals(properties.get("type"))
        || implementation.equals(properties.get("catalog-impl"));
  }
}
