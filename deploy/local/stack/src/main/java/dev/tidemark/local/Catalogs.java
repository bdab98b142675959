package dev.tidemark.local;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Catalog properties as Iceberg's {@code CatalogUtil.buildIcebergCatalog} takes them. */
final class Catalogs {
  private Catalogs() {}

  /**
   * JdbcCatalog on an SQLite file. Several processes of this machine may use it: WAL lets readers
   * read while one writes, and a writer waits up to 30 s for another instead of failing at once.
   * {@code synchronous=NORMAL} keeps a commit over the death of any process, not of the machine.
   */
  static Map<String, String> jdbc(Path database, String warehouse, Optional<S3Endpoint> s3) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("catalog-impl", "org.apache.iceberg.jdbc.JdbcCatalog");
    properties.put(
        "uri",
        "jdbc:sqlite:" + database + "?journal_mode=WAL&synchronous=NORMAL&busy_timeout=30000");
    properties.put("jdbc.schema-version", "V1");
    properties.put("warehouse", warehouse);
    properties.putAll(fileIo(s3));
    return Map.copyOf(properties);
  }

  /** The REST fixture; files are read and written by the client itself. */
  static Map<String, String> rest(String uri, Optional<S3Endpoint> s3) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("catalog-impl", "org.apache.iceberg.rest.RESTCatalog");
    properties.put("uri", uri);
    properties.putAll(fileIo(s3));
    return Map.copyOf(properties);
  }

  private static Map<String, String> fileIo(Optional<S3Endpoint> s3) {
    return s3.map(
            e ->
                Map.of(
                    "io-impl",
                    "org.apache.iceberg.aws.s3.S3FileIO",
                    "s3.endpoint",
                    e.endpoint().toString(),
                    "s3.path-style-access",
                    "true",
                    "s3.access-key-id",
                    e.accessKey(),
                    "s3.secret-access-key",
                    e.secretKey(),
                    "client.region",
                    e.region()))
        .orElseGet(() -> Map.of("io-impl", "org.apache.iceberg.hadoop.HadoopFileIO"));
  }
}
