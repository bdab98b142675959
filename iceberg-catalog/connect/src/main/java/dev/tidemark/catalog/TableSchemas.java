package dev.tidemark.catalog;

import dev.tidemark.definition.Column;
import dev.tidemark.definition.FieldType;
import dev.tidemark.definition.TableDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** What a table definition means in Iceberg. */
public final class TableSchemas {
  private TableSchemas() {}

  /** The table's name in a catalog. */
  public static TableIdentifier identifier(TableDefinition definition) {
    return TableIdentifier.of(
        Namespace.of(definition.name().namespace().split("\\.")), definition.name().table());
  }

  /** Columns in the order of the definition, numbered from 1; the primary key identifies rows. */
  public static Schema schema(TableDefinition definition) {
    List<Types.NestedField> fields = new ArrayList<>();
    Set<Integer> identifiers = new HashSet<>();
    for (Column column : definition.columns()) {
      int id = fields.size() + 1;
      fields.add(
          Types.NestedField.builder()
              .withId(id)
              .withName(column.name())
              .ofType(type(column.type()))
              .isOptional(!column.required())
              .withDoc(column.doc().isEmpty() ? null : column.doc())
              .build());
      if (definition.primaryKey().contains(column.name())) {
        identifiers.add(id);
      }
    }
    return new Schema(fields, identifiers);
  }

  /** The partitioning. */
  public static PartitionSpec spec(TableDefinition definition) {
    PartitionSpec.Builder spec = PartitionSpec.builderFor(schema(definition));
    definition
        .partitionBy()
        .forEach(
            field -> {
              int parameter = field.parameter() == null ? 0 : field.parameter();
              switch (field.transform()) {
                case IDENTITY -> spec.identity(field.column());
                case MONTH -> spec.month(field.column());
                case DAY -> spec.day(field.column());
                case HOUR -> spec.hour(field.column());
                case BUCKET -> spec.bucket(field.column(), parameter);
                case TRUNCATE -> spec.truncate(field.column(), parameter);
              }
            });
    return spec.build();
  }

  /**
   * Unsorted: the streaming writers write rows as they come, and a declared order that the files do
   * not have would mislead readers.
   */
  public static SortOrder sortOrder(TableDefinition definition) {
    return SortOrder.unsorted();
  }

  /**
   * Iceberg's table properties. A commit each second makes a metadata file each second, so old ones
   * are deleted; a hundred of them stay for slow readers. It makes a manifest each second too. The
   * commit that merges them is late by milliseconds for each of them, and by what the manifest has
   * already that they are merged into; so few are merged at a time, and that one stays small. With
   * Iceberg's defaults, a hundred and 8 MB, that commit was seen to take 0.3 s and 0.5 s.
   */
  public static Map<String, String> properties(TableDefinition definition) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put(TableProperties.FORMAT_VERSION, String.valueOf(definition.formatVersion()));
    properties.put(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true");
    properties.put(TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "100");
    properties.put(TableProperties.MANIFEST_MIN_MERGE_COUNT, "25");
    properties.put(TableProperties.MANIFEST_TARGET_SIZE_BYTES, String.valueOf(1 << 20));
    properties.put(TableProperties.DEFAULT_FILE_FORMAT, "parquet");
    properties.put(TableProperties.PARQUET_COMPRESSION, "zstd");
    properties.put(TableProperties.DELETE_PARQUET_COMPRESSION, "zstd");
    if (!definition.description().isEmpty()) {
      properties.put("comment", definition.description());
    }
    return properties;
  }

  /** The Iceberg type of a column. */
  public static Type type(FieldType type) {
    if (type instanceof FieldType.Decimal decimal) {
      return Types.DecimalType.of(decimal.precision(), decimal.scale());
    }
    return switch ((FieldType.Simple) type) {
      case STRING -> Types.StringType.get();
      case INT -> Types.IntegerType.get();
      case LONG -> Types.LongType.get();
      case FLOAT -> Types.FloatType.get();
      case DOUBLE -> Types.DoubleType.get();
      case BOOLEAN -> Types.BooleanType.get();
      case DATE -> Types.DateType.get();
      case TIMESTAMP -> Types.TimestampType.withoutZone();
      case TIMESTAMPTZ -> Types.TimestampType.withZone();
      case BINARY -> Types.BinaryType.get();
    };
  }
}
