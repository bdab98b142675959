package dev.tidemark.connector.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.RowKind;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EpochWriterTest {
  private final InMemoryCatalog catalog = new InMemoryCatalog();
  private TableWriters writers;
  private TableKey key;
  private RowType type;

  @BeforeEach
  void createTable() {
    catalog.initialize("memory", Map.of());
    catalog.createNamespace(Namespace.of("shop"));
    Schema schema =
        new Schema(
            List.of(
                Types.NestedField.required(1, "code", Types.StringType.get()),
                Types.NestedField.required(2, "price", Types.IntegerType.get())),
            Set.of(1));
    Table table =
        catalog.createTable(
            TableIdentifier.of("shop", "prices"),
            schema,
            PartitionSpec.unpartitioned(),
            Map.of(TableProperties.FORMAT_VERSION, "2"));
    writers = TableWriters.upserting(table);
    writers.initialize(0, 0);
    type = TableWriters.rowType(table);
    key = TableKey.of(List.of("code"), type);
  }

  @AfterEach
  void close() throws IOException {
    catalog.close();
  }

  @Test
  void aRowUntilAnUpdateIsNoDeleteOfItsOwnIfTheRowAfterItHasItsKey() throws IOException {
    assertThat(
            deletesAndRows(
                row(RowKind.UPDATE_BEFORE, "a", 1),
                row(RowKind.UPDATE_AFTER, "a", 2),
                row(RowKind.UPDATE_BEFORE, "b", 1),
                row(RowKind.UPDATE_AFTER, "b", 2)))
        .containsExactly(2L, 2L);
  }

  @Test
  void aRowUntilAnUpdateIsADeleteIfTheRowAfterItHasAnotherKeyOrDoesNotCome() throws IOException {
    assertThat(
            deletesAndRows(
                row(RowKind.UPDATE_BEFORE, "a", 1),
                row(RowKind.UPDATE_AFTER, "b", 1),
                row(RowKind.UPDATE_BEFORE, "c", 1)))
        .containsExactly(3L, 1L);
  }

  @Test
  void aRowUntilAnUpdateOutlivesTheObjectItCameIn() throws IOException {
    GenericRowData reused = row(RowKind.UPDATE_BEFORE, "a", 1);
    try (EpochWriter writer = writer(true)) {
      writer.write(reused, null);
      reused.setRowKind(RowKind.UPDATE_AFTER);
      reused.setField(0, StringData.fromString("b"));
      writer.write(reused, null);
      assertThat(counts(writer)).containsExactly(2L, 1L);
    }
  }

  private List<Long> deletesAndRows(RowData... rows) throws IOException {
    try (EpochWriter writer = writer(false)) {
      for (RowData row : rows) {
        writer.write(row, null);
      }
      return counts(writer);
    }
  }

  private EpochWriter writer(boolean rowsAreReused) {
    return new EpochWriter(writers, key, rowsAreReused ? new RowDataSerializer(type) : null);
  }

  /** How many keys an epoch deletes and how many rows it adds. */
  private List<Long> counts(EpochWriter writer) throws IOException {
    WrittenFiles files = writer.prepareCommit().iterator().next();
    return List.of(
        files.deleteFiles(writers.specs()).stream().mapToLong(ContentFile::recordCount).sum(),
        files.dataFiles(writers.specs()).stream().mapToLong(ContentFile::recordCount).sum());
  }

  private static GenericRowData row(RowKind kind, String code, int price) {
    return GenericRowData.ofKind(kind, StringData.fromString(code), price);
  }
}
