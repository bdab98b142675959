package dev.tidemark.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BuiltInDefinitionsTest {
  static final Path FOLDERS = Path.of("..", "definitions");

  @Test
  void theIndexNamesEveryFolder() throws IOException {
    try (var folders = Files.list(FOLDERS)) {
      assertThat(Definitions.builtInNames())
          .containsExactlyInAnyOrderElementsOf(
              folders.filter(Files::isDirectory).map(f -> f.getFileName().toString()).toList());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.tidemark.definition.Definitions#builtInNames")
  void aBuiltInDefinitionIsTheOneOfItsFolderAndIsNamedLikeIt(String name) {
    TableDefinition definition = Definitions.builtIn(name);
    assertThat(definition).isEqualTo(Definitions.read(FOLDERS.resolve(name)));
    assertThat(definition.name().table()).isEqualTo(name);
    assertThat(Definitions.builtInTable(name)).isEqualTo(definition.name());
  }

  @ParameterizedTest
  @MethodSource("dev.tidemark.definition.Definitions#builtInNames")
  void aDefinitionTravelsInsideAJob(String name) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(Definitions.builtIn(name));
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(Definitions.builtIn(name));
    }
  }

  @Test
  void orderLinesIsAppendedAndNamesTheEventOfEachRow() {
    TableDefinition orderLines = Definitions.builtIn("order_lines");
    assertThat(orderLines.kind()).isEqualTo(Kind.APPEND);
    assertThat(orderLines.name()).isEqualTo(new TableName("shop", "order_lines"));
    assertThat(orderLines.column("amount").orElseThrow().type())
        .isEqualTo(FieldType.decimal(20, 3));
    assertThat(orderLines.column("topic_offset").orElseThrow().required()).isTrue();
    assertThat(orderLines.partitionBy())
        .containsExactly(new PartitionField("invoice_time", Transform.MONTH, null));
  }

  @Test
  void productCatalogIsKeyedByStockCodeAndDeletedByTombstones() {
    TableDefinition catalog = Definitions.builtIn("product_catalog");
    assertThat(catalog.primaryKey()).containsExactly("stock_code");
    Source source = catalog.source("product-updates").orElseThrow();
    assertThat(source.tombstones()).isTrue();
    assertThat(source.keyFormat()).isEqualTo(KeyFormat.STRING);
    assertThat(source.keyFields()).containsExactly(new Field("stock_code", FieldType.STRING, true));
    assertThat(source.eventTime()).isEqualTo(new EventTime("updated_at", null));
  }

  @Test
  void aDefinitionElsewhereHasOtherNamesAndTheSameRest() {
    TableDefinition sales = Definitions.builtIn("sales_by_hour");
    TableDefinition elsewhere =
        sales.elsewhere(new TableName("test", "sales_1"), topic -> "test-" + topic);
    assertThat(elsewhere.name()).hasToString("test.sales_1");
    assertThat(elsewhere.sources().get(0).topic()).isEqualTo("test-order-lines");
    assertThat(elsewhere.sources().get(0).table()).isEqualTo("order_lines");
    assertThat(elsewhere.fingerprint()).isNotEqualTo(sales.fingerprint());
    assertThat(elsewhere.elsewhere(sales.name(), topic -> topic.substring("test-".length())))
        .isEqualTo(sales);
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> Definitions.builtIn("orders"))
        .hasMessage(
            "There is no built-in definition \"orders\". Use one of "
                + String.join(", ", Definitions.builtInNames())
                + ", or a folder with a table.yaml.");
  }

  @Test
  void aMissingFolderIsRefusedWithItsPath() {
    assertThatThrownBy(() -> Definitions.named("nowhere"))
        .hasMessage(
            "There is no definition at nowhere. Use a folder with a table.yaml, or one of"
                + " "
                + String.join(", ", Definitions.builtInNames())
                + ".");
  }
}
