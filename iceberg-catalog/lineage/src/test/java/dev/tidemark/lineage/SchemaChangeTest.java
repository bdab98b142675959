package dev.tidemark.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.definition.Definitions;
import dev.tidemark.definition.TableDefinition;
import java.util.Map;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;

/** Which newer versions of a definition share the table. */
class SchemaChangeTest {
  private static final String OLD =
      """
      table: shop.things
      description: Things.
      kind: append
      pipeline: things
      sources:
        - topic: things
          fields:
            - {name: id, type: string, required: true}
      columns:
        - {name: id, type: string, required: true}
        - {name: pieces, type: int, required: true}
        - {name: price, type: "decimal(10,2)"}
      """;

  private final InMemoryCatalog catalog = catalog();

  private static InMemoryCatalog catalog() {
    var catalog = new InMemoryCatalog();
    catalog.initialize("test", Map.of());
    return catalog;
  }

  private static TableDefinition definition(String yaml) {
    return Definitions.parse("things", yaml);
  }

  @Test
  void optionalColumnsBehindTheOthersAndWiderTypesAreAddedWhenTheRunStarts() {
    LiveTable.create(catalog, definition(OLD));
    TableDefinition newer =
        definition(
            OLD.replace("pieces, type: int", "pieces, type: long").replace("(10,2)", "(12,2)")
                + "  - {name: label, type: string, doc: A name.}\n");
    LiveTable table = LiveTable.create(catalog, newer);
    assertThat(table.table().schema().columns()).hasSize(3);

    table.grow(newer);
    table.grow(newer);

    assertThat(table.table().schema().columns().stream().map(NestedField::toString))
        .containsExactly(
            "1: id: required string",
            "2: pieces: required long",
            "3: price: optional decimal(12, 2)",
            "4: label: optional string (A name.)");
  }

  @Test
  void whatReadersWouldSeeDifferentlyIsRefused() {
    LiveTable.create(catalog, definition(OLD));
    for (String other :
        new String[] {
          OLD.replace("pieces, type: int", "pieces, type: string"),
          OLD.replace("name: pieces", "name: count"),
          OLD.replace("type: int, required: true", "type: int"),
          OLD.replace("  - {name: price, type: \"decimal(10,2)\"}\n", ""),
          OLD + "  - {name: label, type: string, required: true}\n"
        }) {
      assertThatThrownBy(() -> LiveTable.create(catalog, definition(other)))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("only optional columns behind the others and wider types");
    }
  }
}
