package dev.tidemark.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.catalog.CatalogSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveQueryTest {
  @TempDir Path folder;
  private FrozenCatalog catalog;

  @BeforeEach
  void openACatalogWithATable() throws Exception {
    var settings =
        new CatalogSettings(
            "tidemark",
            Map.of(
                "type",
                "jdbc",
                "uri",
                "jdbc:sqlite:" + folder.resolve("catalog.db"),
                "jdbc.schema-version",
                "V1",
                "warehouse",
                Files.createDirectories(folder.resolve("warehouse")).toUri().toString()));
    Catalog opened = settings.open();
    ((SupportsNamespaces) opened).createNamespace(Namespace.of("shop"));
    opened.createTable(
        TableIdentifier.of("shop", "spent"),
        new Schema(Types.NestedField.required(1, "id", Types.LongType.get())));
    ((AutoCloseable) opened).close();
    catalog = FrozenCatalog.open(settings);
  }

  @AfterEach
  void closeTheCatalog() throws Exception {
    catalog.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO shop.spent VALUES (1)",
        "-- SELECT\n/* SELECT */ delete FROM shop.spent",
        "DROP TABLE shop.spent",
        "CREATE TABLE shop.other (id BIGINT)",
        "ALTER TABLE shop.spent SET ('a' = 'b')",
        "CALL tidemark.system.rollback(1)",
        "SET 'a' = 'b'",
        "USE shop",
        "EXPLAIN SELECT 1",
        ""
      })
  void whatDoesMoreThanReadIsRefused(String sql) {
    assertThatThrownBy(() -> understand(sql))
        .isInstanceOf(QueryFailure.class)
        .hasMessageStartingWith("A query only reads: SELECT, WITH, SHOW and DESCRIBE are accepted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id FROM shop.spent;",
        "select id from spent",
        "(SELECT id FROM shop.spent)",
        "-- all of them\nWITH s AS (SELECT id FROM shop.spent) SELECT * FROM s",
        "SHOW TABLES FROM shop",
        "DESCRIBE shop.spent",
        "SELECT * FROM shop.`spent$snapshots`"
      })
  void whatReadsIsUnderstood(String sql) {
    assertThat(understand(sql)).isNotNull();
  }

  @Test
  void aTableThatIsNotThereIsAnsweredWithThoseThatAre() {
    assertThatThrownBy(() -> understand("SELECT id\n  FROM shop.spend"))
        .hasMessageStartingWith("Cannot understand the query at line 2, column 8: Object 'spend'")
        .hasMessageEndingWith("The tables are: shop.spent.");
  }

  @Test
  void anUnknownColumnIsAnsweredWithThoseThatAre() {
    assertThatThrownBy(() -> understand("SELECT idd FROM shop.spent"))
        .hasMessage(
            "Cannot understand the query at line 1, column 8: Column 'idd' not found in any table."
                + " Did you mean id? The columns of shop.spent are: id.");
    assertThatThrownBy(() -> understand("SELECT price FROM shop.spent"))
        .hasMessageEndingWith("not found in any table. The columns of shop.spent are: id.");
  }

  @Test
  void twoStatementsAreRefused() {
    assertThatThrownBy(() -> understand("SELECT 1; DROP TABLE shop.spent"))
        .isInstanceOf(QueryFailure.class);
  }

  @Test
  void aVersionInAHintIsRefused() {
    assertThatThrownBy(
            () -> understand("SELECT id FROM shop.spent /*+ OPTIONS('snapshot-id'='1') */"))
        .isInstanceOf(QueryFailure.class)
        .hasMessageContaining("OPTIONS");
  }

  @Test
  void aVersionThatNoTableHasIsRefused() {
    var query =
        LiveQuery.understand(catalog, "SELECT id FROM shop.spent", new ReadPoint.AtVersion(4711));
    assertThatThrownBy(query::reads)
        .isInstanceOf(QueryFailure.class)
        .hasMessage("None of shop.spent has version 4711. See tidemark history TABLE.");
  }

  @Test
  void anEmptyTableIsReadAtNoVersion() {
    assertThat(understand("SELECT id FROM shop.spent").reads()).isEmpty();
  }

  private LiveQuery understand(String sql) {
    return LiveQuery.understand(catalog, sql, new ReadPoint.Newest());
  }
}
