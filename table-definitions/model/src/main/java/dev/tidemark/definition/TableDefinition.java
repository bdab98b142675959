package dev.tidemark.definition;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The contract of one live table, read by {@link Definitions} and checked there: an instance that
 * came from {@code Definitions} keeps all the rules of {@link DefinitionRules}.
 *
 * @param pipeline name of the transform that makes rows of records; empty if {@code sql} does
 * @param sql text of {@code view.sql}, the query that makes rows of records; empty if the pipeline
 *     does
 * @param formatVersion Iceberg's, 2 or 3
 * @param primaryKey columns that identify a row; empty for {@link Kind#APPEND}
 * @param freshness null if nothing is promised
 * @param recovery how far back it can go
 * @param checks what must hold before a run is promoted
 * @param fingerprint sixteen hex digits of the content that decides about rows: equal fingerprints
 *     make equal rows of equal events. Descriptions, freshness, recovery and checks are not part of
 *     it
 */
public record TableDefinition(
    TableName name,
    String description,
    Kind kind,
    String pipeline,
    String sql,
    int formatVersion,
    List<Source> sources,
    List<Column> columns,
    List<String> primaryKey,
    List<PartitionField> partitionBy,
    @Nullable FreshnessObjective freshness,
    Recovery recovery,
    List<Check> checks,
    String fingerprint)
    implements Serializable {
  public TableDefinition {
    sources = List.copyOf(sources);
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
    partitionBy = List.copyOf(partitionBy);
    checks = List.copyOf(checks);
  }

  public Optional<Column> column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  public Optional<Source> source(String topic) {
    return sources.stream().filter(source -> source.topic().equals(topic)).findFirst();
  }

  /** Whether a query makes the rows, not a pipeline. */
  public boolean isSql() {
    return !sql.isEmpty();
  }

  /** The same with the fingerprint of its content; for a definition that comes from no file. */
  public TableDefinition fingerprinted() {
    return new TableDefinition(
        name,
        description,
        kind,
        pipeline,
        sql,
        formatVersion,
        sources,
        columns,
        primaryKey,
        partitionBy,
        freshness,
        recovery,
        checks,
        Fingerprint.of(this));
  }

  /**
   * The same rows of other topics in another table, so that a test of it touches neither. A query
   * keeps the names that it knows the topics by.
   *
   * @param topic the other topic of each
   */
  public TableDefinition elsewhere(TableName table, UnaryOperator<String> topic) {
    List<Source> moved =
        sources.stream()
            .map(
                source ->
                    new Source(
                        topic.apply(source.topic()),
                        source.table(),
                        source.fields(),
                        source.keyFormat(),
                        source.keyFields(),
                        source.tombstones(),
                        source.primaryKey(),
                        source.eventTime()))
            .toList();
    return new TableDefinition(
            table,
            description,
            kind,
            pipeline,
            sql,
            formatVersion,
            moved,
            columns,
            primaryKey,
            partitionBy,
            freshness,
            recovery,
            checks,
            "")
        .fingerprinted();
  }
}
