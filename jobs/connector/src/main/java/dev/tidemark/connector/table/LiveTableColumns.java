package dev.tidemark.connector.table;

import dev.tidemark.definition.FieldType;
import dev.tidemark.definition.Kind;
import dev.tidemark.definition.PartitionField;
import dev.tidemark.definition.Recovery;
import dev.tidemark.definition.Source;
import dev.tidemark.definition.TableDefinition;
import dev.tidemark.definition.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.catalog.UniqueConstraint;

/**
 * A live table as a SQL table declares it. With the topics that feed it and the query between, it
 * is a definition.
 */
record LiveTableColumns(
    TableName name,
    int formatVersion,
    List<dev.tidemark.definition.Column> columns,
    List<String> primaryKey,
    List<PartitionField> partitionBy) {
  private static final Set<FieldType> NO_KEY =
      Set.of(FieldType.FLOAT, FieldType.DOUBLE, FieldType.BINARY);

  /** Each row stands for itself. */
  boolean isAppend() {
    return primaryKey.isEmpty();
  }

  /** Under the fingerprint of the definition whose statement it is. */
  TableDefinition definition(List<Source> sources, String query, String fingerprint) {
    return of(sources, query, fingerprint);
  }

  /**
   * @param query what makes rows of records, in a form that is equal if the query is
   */
  TableDefinition definition(List<Source> sources, String query) {
    return of(sources, query, "").fingerprinted();
  }

  private TableDefinition of(List<Source> sources, String query, String fingerprint) {
    return new TableDefinition(
        name,
        "",
        isAppend() ? Kind.APPEND : Kind.UPSERT,
        query,
        "",
        formatVersion,
        sources,
        columns,
        primaryKey,
        partitionBy,
        null,
        Recovery.DEFAULT,
        List.of(),
        fingerprint);
  }

  /** Reads a table's declaration; what is wrong with it goes to the problems. */
  static LiveTableColumns of(ResolvedSchema schema, ReadableConfig options, Problems problems) {
    List<dev.tidemark.definition.Column> columns = columns(schema, problems);
    List<String> primaryKey =
        schema.getPrimaryKey().map(UniqueConstraint::getColumns).orElse(List.of());
    columns.stream()
        .filter(c -> primaryKey.contains(c.name()) && NO_KEY.contains(c.type()))
        .forEach(
            c ->
                problems.add(
                    "column %s of the primary key is %s, which cannot be compared exactly. Use"
                        + " DECIMAL, BIGINT or STRING.",
                    c.name(), c.type().text()));
    if (!schema.getWatermarkSpecs().isEmpty()) {
      problems.add("it declares a watermark, which only a topic has. Leave it out.");
    }
    int version = options.get(TableOptions.FORMAT_VERSION);
    if (version != 2 && version != 3) {
      problems.add("'format-version' is %d. Accepted: 2 or 3.", version);
    }
    return new LiveTableColumns(
        name(options, problems),
        version,
        columns,
        primaryKey,
        partitionBy(columns, primaryKey, options, problems));
  }

  private static TableName name(ReadableConfig options, Problems problems) {
    String text = options.getOptional(TableOptions.TABLE).orElse("");
    try {
      return TableName.parse(text);
    } catch (IllegalArgumentException unreadable) {
      problems.add(
          "'table' is \"%s\". Accepted: namespace.table in snake_case, like shop.order_lines.",
          text);
      return new TableName("none", "none");
    }
  }

  private static List<dev.tidemark.definition.Column> columns(
      ResolvedSchema schema, Problems problems) {
    List<dev.tidemark.definition.Column> columns = new ArrayList<>();
    for (Column column : schema.getColumns()) {
      var type = column.getDataType().getLogicalType();
      Optional<FieldType> fieldType = ColumnTypes.ofColumn(type);
      if (!column.isPhysical()) {
        if (column.isPersisted()) {
          problems.add(
              "column %s is metadata, and a live table has none to write. Make it a plain column.",
              column.getName());
        }
      } else if (fieldType.isEmpty()) {
        problems.add(
            "column %s is %s. Accepted: %s; cast to it in the query.",
            column.getName(), type.asSummaryString(), ColumnTypes.ACCEPTED);
      } else {
        columns.add(
            new dev.tidemark.definition.Column(
                column.getName(),
                fieldType.get(),
                !type.isNullable(),
                column.getComment().orElse("")));
      }
    }
    return columns;
  }

  private static List<PartitionField> partitionBy(
      List<dev.tidemark.definition.Column> columns,
      List<String> primaryKey,
      ReadableConfig options,
      Problems problems) {
    List<PartitionField> fields = new ArrayList<>();
    for (String text : options.get(TableOptions.PARTITION_BY)) {
      PartitionField field;
      try {
        field = PartitionField.parse(text);
      } catch (IllegalArgumentException unreadable) {
        problems.add("'partition-by': %s", unreadable.getMessage());
        continue;
      }
      fields.add(field);
      if (columns.stream().noneMatch(c -> c.name().equals(field.column()))) {
        problems.add("'partition-by' names %s, which is no column of the table.", field.column());
      } else if (!primaryKey.isEmpty() && !primaryKey.contains(field.column())) {
        // An equality delete reaches only the files of its own partition.
        problems.add(
            "'partition-by' is %s, but a row is replaced within its own partition only. Accepted:"
                + " columns of the primary key %s.",
            field.text(), primaryKey);
      }
    }
    return fields;
  }
}
