package dev.tidemark.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Definitions whose rows a query makes. */
class ViewDefinitionTest {
  private static final String YAML =
      """
      table: shop.accounts
      description: Accounts.
      kind: upsert
      primary-key: [id]
      sources:
        - topic: Shop.account-updates
          key: string
          key-fields:
            - {name: id, type: string, required: true}
          tombstones: true
          primary-key: [id]
          event-time: {field: at}
          fields:
            - {name: id, type: string, required: true}
            - {name: at, type: timestamptz, required: true}
        - topic: orders
          table: placed
          fields:
            - {name: id, type: string, required: true}
      columns:
        - {name: id, type: string, required: true}
      """;
  private static final String SQL = "SELECT id FROM placed";

  @TempDir private Path folder;

  @Test
  void aViewBesideTheContractMakesTheRows() throws Exception {
    Files.writeString(folder.resolve("table.yaml"), YAML);
    Files.writeString(folder.resolve("view.sql"), SQL);

    TableDefinition definition = Definitions.read(folder);

    assertThat(definition.isSql()).isTrue();
    assertThat(definition.sql()).isEqualTo(SQL);
    assertThat(definition.pipeline()).isEmpty();
    assertThat(definition.sources().stream().map(Source::table))
        .containsExactly("Shop_account_updates", "placed");
    assertThat(definition.sources().get(0).primaryKey()).containsExactly("id");
  }

  @Test
  void theTextTheKeyAndTheNameOfASourceAreOfTheFingerprint() {
    String fingerprint = print(YAML, SQL);
    assertThat(print(YAML, SQL)).isEqualTo(fingerprint);
    assertThat(print(YAML, SQL + " ")).isNotEqualTo(fingerprint);
    assertThat(print(YAML.replace("table: placed", "table: set"), SQL)).isNotEqualTo(fingerprint);
    String keyless = YAML.replace("    primary-key: [id]\n", "").replace("tombstones: true", "");
    assertThat(print(keyless, SQL)).isNotEqualTo(fingerprint);
  }

  private static String print(String yaml, String sql) {
    return Definitions.parse("it", yaml, sql).fingerprint();
  }

  @Test
  void aPipelineOrAViewIsNeededAndNotBoth() {
    assertThatThrownBy(() -> Definitions.parse("it", YAML.replace("  primary-key: [id]", "")))
        .hasMessageContaining(
            "pipeline: found nothing, accepted is a name like order-lines, or a file view.sql"
                + " beside this one");
    assertThatThrownBy(() -> Definitions.parse("it", YAML + "pipeline: accounts\n", SQL))
        .hasMessageContaining(
            "22:11 pipeline: found \"accounts\" beside a view.sql, accepted is one of the two:"
                + " what makes the rows");
    assertThatThrownBy(() -> Definitions.parse("it", YAML, " \n"))
        .hasMessageContaining(
            "view.sql: found an empty file, accepted is one SELECT that makes the table's rows");
  }

  @Test
  void whatOnlyAQueryUsesIsRefusedOfAPipeline() {
    assertThatThrownBy(() -> Definitions.parse("it", YAML + "pipeline: accounts\n"))
        .hasMessageContaining("sources[0].primary-key: found a key, accepted is none, since")
        .hasMessageContaining("sources[1].table: found a key, accepted is none, since it is for");
  }

  @Test
  void whatCannotBeATableOfSqlIsRefusedAllAtOnce() {
    String wrong =
        """
        table: shop.accounts
        description: Accounts.
        kind: append
        sources:
          - topic: a
            table: one
            key: string
            key-fields:
              - {name: other, type: string, required: true}
            tombstones: true
            primary-key: [id, gone]
            fields:
              - {name: id, type: string}
              - {name: kafka_offset, type: long}
          - topic: b
            table: one
            key: string
            key-fields:
              - {name: id, type: string, required: true}
            tombstones: true
            fields:
              - {name: id, type: string, required: true}
        columns:
          - {name: id, type: string, required: true}
        """;
    assertThatThrownBy(() -> Definitions.parse("it", wrong, SQL))
        .hasMessageContaining("sources[0].key-fields[0]: found \"other\", accepted is a field that")
        .hasMessageContaining("sources[0].primary-key[0]: found \"id\", accepted is a required")
        .hasMessageContaining("sources[0].primary-key[1]: found \"gone\", accepted is a required")
        .hasMessageContaining("sources[0].event-time: found nothing, accepted is the field that")
        .hasMessageContaining("sources[0].fields[1].name: found \"kafka_offset\", which SQL adds")
        .hasMessageContaining("sources[1].table: found \"one\" a second time")
        .hasMessageContaining("sources[1].tombstones: found true, accepted is false, since there");
  }
}
