package dev.tidemark.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.definition.Definitions;
import dev.tidemark.definition.FieldType;
import dev.tidemark.definition.TableDefinition;
import java.util.Arrays;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class TableSchemasTest {
  private final TableDefinition products = Definitions.builtIn("product_catalog");

  @Test
  void primaryKeyIdentifiesRows() {
    Schema schema = TableSchemas.schema(products);

    assertThat(schema.identifierFieldNames()).containsExactly("stock_code");
    assertThat(schema.findField("stock_code").isRequired()).isTrue();
    assertThat(schema.findField("description").isOptional()).isTrue();
    assertThat(schema.findType("unit_price")).isEqualTo(Types.DecimalType.of(10, 3));
    assertThat(schema.findType("updated_at")).isEqualTo(Types.TimestampType.withZone());
  }

  @Test
  void columnsKeepTheOrderOfTheDefinition() {
    assertThat(TableSchemas.schema(products).columns())
        .extracting(Types.NestedField::name)
        .containsExactlyElementsOf(products.columns().stream().map(it -> it.name()).toList());
  }

  @Test
  void everyTypeHasAnIcebergType() {
    assertThat(Arrays.stream(FieldType.Simple.values()).map(TableSchemas::type))
        .doesNotContainNull()
        .doesNotHaveDuplicates();
  }

  @Test
  void nestedNamespaceIsSplit() {
    assertThat(TableSchemas.identifier(products))
        .isEqualTo(TableIdentifier.of("shop", "product_catalog"));
  }

  @Test
  void everyBuiltInDefinitionIsAnIcebergTable() {
    for (String name : Definitions.builtInNames()) {
      TableDefinition definition = Definitions.builtIn(name);
      assertThat(TableSchemas.spec(definition).fields()).hasSameSizeAs(definition.partitionBy());
      assertThat(TableSchemas.properties(definition))
          .containsEntry("write.metadata.delete-after-commit.enabled", "true");
    }
  }
}
