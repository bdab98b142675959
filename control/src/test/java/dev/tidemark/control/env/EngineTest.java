package dev.tidemark.control.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.control.CommandFailure;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EngineTest {
  private static final CatalogAddress REST =
      new CatalogAddress(
          "tidemark",
          Map.of(
              "type", "rest",
              "uri", "http://catalog:8181",
              "s3.endpoint", "http://storage:9000",
              "s3.access-key-id", "key",
              "s3.secret-access-key", "secret"));
  private static final CatalogAddress SQLITE =
      new CatalogAddress(
          "tidemark",
          Map.of(
              "catalog-impl", "org.apache.iceberg.jdbc.JdbcCatalog",
              "uri", "jdbc:sqlite:/data/catalog.db?journal_mode=WAL",
              "jdbc.schema-version", "V1",
              "warehouse", "s3://tidemark/catalog"));

  @ParameterizedTest
  @EnumSource
  void noEngineIsToldOfAPropertyThatIsNotThere(Engine engine) {
    assertThat(engine.setup(SQLITE)).doesNotContain("null").doesNotContain("${");
    assertThat(engine.setup(REST)).doesNotContain("null").doesNotContain("jdbc");
  }

  @Test
  void sqliteBringsItsDriverAlong() {
    assertThat(Engine.SPARK.setup(SQLITE)).contains(",org.xerial:sqlite-jdbc:");
    assertThat(Engine.SPARK.setup(REST)).doesNotContain("sqlite");
    assertThat(Engine.TRINO.setup(SQLITE))
        .contains("iceberg.jdbc-catalog.schema-version=V1")
        .contains("iceberg.jdbc-catalog.driver-class=org.sqlite.JDBC");
  }

  @Test
  void pyIcebergTakesTheDatabaseWithoutWhatJdbcAdds() {
    assertThat(Engine.PYICEBERG.setup(SQLITE)).contains("uri: \"sqlite:////data/catalog.db\"");
  }

  @Test
  void aCatalogOfAnotherKindIsRefused() {
    var glue = new CatalogAddress("tidemark", Map.of("type", "glue"));
    assertThatThrownBy(glue::requireKnown)
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("The catalog tidemark is neither jdbc nor rest");
  }
}
