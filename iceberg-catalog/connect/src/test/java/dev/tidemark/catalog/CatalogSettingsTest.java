package dev.tidemark.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogSettingsTest {
  @TempDir Path folder;

  @Test
  void jdbcCatalogOpensAndFits() throws Exception {
    CatalogSettings settings = sqlite("catalog.db");
    Catalog catalog = settings.open();
    try (Closeable closing = (Closeable) catalog) {
      CatalogProbe.check(catalog, Namespace.of("shop"));
      assertThat(catalog.listTables(Namespace.of("shop"))).isEmpty();
    }
  }

  /** As two jobs do that start beside each other on a new stack; each connection is its own. */
  @Test
  void databaseThatIsOpenedForTheFirstTimeTwiceAtOnceOpensTwice() throws Exception {
    ExecutorService openers = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 50; round++) {
        CatalogSettings settings = sqlite("catalog" + round + ".db?journal_mode=WAL");
        CyclicBarrier start = new CyclicBarrier(2);
        Callable<Boolean> opening =
            () -> {
              start.await();
              Catalog catalog = settings.open();
              try (Closeable closing = (Closeable) catalog) {
                return ((SupportsNamespaces) catalog).listNamespaces().isEmpty();
              }
            };
        for (Future<Boolean> opened : openers.invokeAll(List.of(opening, opening))) {
          assertThat(opened.get()).isTrue();
        }
      }
    } finally {
      openers.shutdownNow();
    }
  }

  @Test
  void databaseThatCannotBeOpenedIsSaidSo() {
    CatalogSettings settings = sqlite("no/such/folder.db");
    assertThatThrownBy(settings::open).isInstanceOf(UncheckedSQLException.class);
  }

  private CatalogSettings sqlite(String file) {
    return new CatalogSettings(
        "tidemark",
        Map.of(
            "type",
            "jdbc",
            "uri",
            "jdbc:sqlite:" + folder.resolve(file),
            "warehouse",
            folder.resolve("warehouse").toUri().toString(),
            "jdbc.schema-version",
            "V1"));
  }

  @Test
  void allProblemsAreToldAtOnce() {
    assertThatThrownBy(() -> new CatalogSettings(" ", Map.of("type", "jdbc", "uri", "sqlite:x")))
        .hasMessage(
            "The catalog's name is empty. Accepted: a word, like tidemark.\n"
                + "uri: sqlite:x is no database. Accepted: a JDBC address, like jdbc:postgresql://host/database.\n"
                + "warehouse is missing. Accepted: where tables go, like s3://bucket/folder.");
  }

  @Test
  void kindOfCatalogIsGivenOnce() {
    assertThatThrownBy(() -> new CatalogSettings("c", Map.of()))
        .hasMessage(
            "None of type and catalog-impl is given. Accepted: one of them, like type: rest or jdbc.");
    assertThatThrownBy(
            () -> new CatalogSettings("c", Map.of("type", "hive", "catalog-impl", "a.B")))
        .hasMessage(
            "Each of type and catalog-impl is given. Accepted: one of them, like type: rest or jdbc.");
  }

  @Test
  void catalogsKnownToBeUnfitAreRefusedWithTheReason() {
    assertThatThrownBy(() -> new CatalogSettings("c", Map.of("type", "hadoop")))
        .hasMessage(
            "type: hadoop cannot compare and set a table's metadata on S3. Accepted: rest, jdbc, hive, glue, bigquery.");
    assertThatThrownBy(() -> new CatalogSettings("c", Map.of("type", "rset")))
        .hasMessageStartingWith("type: rset is unknown. Accepted: rest, jdbc,");
  }

  @Test
  void addressOfARestCatalogIsHttp() {
    assertThatThrownBy(() -> new CatalogSettings("c", Map.of("type", "rest", "uri", "host:80 80")))
        .hasMessage(
            "uri: host:80 80 is no address of a REST catalog. Accepted: http://host:port/path, or https.");
  }

  @Test
  void passwordsAreNotPrinted() {
    CatalogSettings settings =
        new CatalogSettings(
            "c", Map.of("type", "rest", "uri", "http://127.0.0.1:1", "credential", "secret"));

    assertThat(settings.toString()).isEqualTo("CatalogSettings[c, [credential, type, uri]]");
  }
}
