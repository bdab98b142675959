package dev.tidemark.control.env;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An engine that can read live tables, and what it must be told to find them. */
enum Engine {
  SPARK("Spark 4.0, in a shell") {
    @Override
    String setup(CatalogAddress catalog) {
      String prefix = "spark.sql.catalog." + catalog.name();
      var settings = new TreeMap<String, String>();
      settings.put(prefix, "org.apache.iceberg.spark.SparkCatalog");
      catalog.withImplementation().forEach((key, value) -> settings.put(prefix + "." + key, value));
      settings.put("spark.sql.defaultCatalog", catalog.name());
      settings.put(
          "spark.sql.extensions",
          "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
      var packages =
          new StringBuilder(
              "org.apache.iceberg:iceberg-spark-runtime-4.0_2.13:" + version("iceberg"));
      packages.append(",org.apache.iceberg:iceberg-aws-bundle:").append(version("iceberg"));
      if (catalog.isSqlite()) {
        packages.append(",org.xerial:sqlite-jdbc:").append(version("sqlite"));
      }
      return settings.entrySet().stream()
          .map(setting -> "--conf '%s=%s'".formatted(setting.getKey(), setting.getValue()))
          .collect(
              Collectors.joining(" \\\n  ", "spark-sql --packages " + packages + " \\\n  ", ""));
    }
  },

  TRINO("Trino, as etc/catalog/NAME.properties") {
    @Override
    String setup(CatalogAddress catalog) {
      var settings = new TreeMap<String, String>();
      settings.put("connector.name", "iceberg");
      if (catalog.isJdbc()) {
        String jdbc = "iceberg.jdbc-catalog.";
        settings.put("iceberg.catalog.type", "jdbc");
        settings.put(jdbc + "catalog-name", catalog.name());
        settings.put(jdbc + "connection-url", catalog.uri());
        settings.put(
            jdbc + "driver-class",
            catalog.isSqlite() ? "org.sqlite.JDBC" : "org.postgresql.Driver");
        settings.put(jdbc + "schema-version", catalog.get("jdbc.schema-version").orElse("V0"));
        copy(catalog, "warehouse", settings, jdbc + "default-warehouse-dir");
        copy(catalog, "jdbc.user", settings, jdbc + "connection-user");
        copy(catalog, "jdbc.password", settings, jdbc + "connection-password");
      } else {
        settings.put("iceberg.catalog.type", "rest");
        settings.put("iceberg.rest-catalog.uri", catalog.uri());
        copy(catalog, "warehouse", settings, "iceberg.rest-catalog.warehouse");
      }
      settings.put("fs.native-s3.enabled", "true");
      copy(catalog, "s3.endpoint", settings, "s3.endpoint");
      copy(catalog, "client.region", settings, "s3.region");
      copy(catalog, "s3.path-style-access", settings, "s3.path-style-access");
      copy(catalog, "s3.access-key-id", settings, "s3.aws-access-key");
      copy(catalog, "s3.secret-access-key", settings, "s3.aws-secret-key");
      return comment(
              catalog.isSqlite(),
              "# Put org.xerial:sqlite-jdbc:%s into Trino's plugin/iceberg: it brings no driver.\n")
          + lines(settings, "%s=%s", "\n");
    }
  },

  PYICEBERG("PyIceberg, as ~/.pyiceberg.yaml") {
    @Override
    String setup(CatalogAddress catalog) {
      var settings = new TreeMap<String, String>();
      settings.put("type", catalog.isJdbc() ? "sql" : "rest");
      settings.put(
          "uri",
          catalog.isSqlite()
              ? "sqlite:///" + catalog.sqliteFile()
              : catalog.uri().replaceFirst("^jdbc:", ""));
      copy(catalog, "warehouse", settings, "warehouse");
      copy(catalog, "s3.endpoint", settings, "s3.endpoint");
      copy(catalog, "client.region", settings, "s3.region");
      copy(catalog, "s3.access-key-id", settings, "s3.access-key-id");
      copy(catalog, "s3.secret-access-key", settings, "s3.secret-access-key");
      return "# pip install \"pyiceberg[sql-sqlite,pyarrow]\"\ncatalog:\n  %s:\n    "
              .formatted(catalog.name())
          + lines(settings, "%s: \"%s\"", "\n    ");
    }
  },

  FLINK_SQL("Flink's SQL client, with jobs/app/target/tidemark-jobs.jar behind --jar") {
    @Override
    String setup(CatalogAddress catalog) {
      var settings = new TreeMap<>(catalog.withImplementation());
      settings.put("type", "iceberg");
      return """
      SET 'execution.runtime-mode' = 'batch';
      SET 'sql-client.execution.result-mode' = 'tableau';
      CREATE CATALOG %1$s WITH (
        %2$s
      );
      USE CATALOG %1$s;"""
          .formatted(catalog.name(), lines(settings, "'%s' = '%s'", ",\n  "));
    }
  },

  DUCKDB("DuckDB, which reads a version by the path of its metadata") {
    @Override
    String setup(CatalogAddress catalog) {
      String endpoint = catalog.get("s3.endpoint").orElse("");
      var settings = new TreeMap<String, String>();
      settings.put("ENDPOINT", endpoint.replaceFirst("^https?://", ""));
      settings.put("URL_STYLE", "path");
      copy(catalog, "client.region", settings, "REGION");
      copy(catalog, "s3.access-key-id", settings, "KEY_ID");
      copy(catalog, "s3.secret-access-key", settings, "SECRET");
      return """
      INSTALL httpfs; LOAD httpfs; INSTALL iceberg; LOAD iceberg;
      CREATE SECRET (TYPE s3, USE_SSL %s, %s);
      -- The path: tidemark query 'SELECT `timestamp`, `file` FROM shop.`TABLE$metadata_log_entries`'
      -- SELECT * FROM iceberg_scan('PATH');"""
          .formatted(endpoint.startsWith("https:"), lines(settings, "%s '%s'", ", "));
    }
  };

  private static final Properties VERSIONS = versions();
  private final String title;

  Engine(String title) {
    this.title = title;
  }

  /** What it is, and where its setup goes. */
  String title() {
    return title;
  }

  /** Its configuration, ready to be pasted; without a line break at the end. */
  abstract String setup(CatalogAddress catalog);

  private static void copy(
      CatalogAddress catalog, String key, Map<String, String> to, String name) {
    catalog.get(key).ifPresent(value -> to.put(name, value));
  }

  private static String lines(Map<String, String> settings, String line, String between) {
    List<String> lines =
        settings.entrySet().stream()
            .map(setting -> line.formatted(setting.getKey(), setting.getValue()))
            .toList();
    return String.join(between, lines);
  }

  private static String comment(boolean wanted, String comment) {
    return wanted ? comment.formatted(version("sqlite")) : "";
  }

  private static String version(String library) {
    return VERSIONS.getProperty(library);
  }

  private static Properties versions() {
    var versions = new Properties();
    try (InputStream in = Engine.class.getResourceAsStream("/versions.properties")) {
      versions.load(in);
      return versions;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
