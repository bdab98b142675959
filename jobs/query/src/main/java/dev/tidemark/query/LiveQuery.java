package dev.tidemark.query;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.SqlParserException;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.api.internal.TableEnvironmentInternal;
import org.apache.flink.table.api.internal.TableResultInternal;
import org.apache.flink.table.operations.DescribeTableOperation;
import org.apache.flink.table.operations.Operation;
import org.apache.flink.table.operations.QueryOperation;
import org.apache.flink.table.operations.ShowOperation;
import org.apache.iceberg.catalog.Namespace;

/** One statement that reads, understood by Flink in batch mode and not run yet. */
final class LiveQuery {
  private static final List<String> ACCEPTED =
      List.of("SELECT", "WITH", "SHOW", "DESCRIBE", "DESC", "VALUES");
  private static final Pattern FIRST_WORD =
      Pattern.compile("(?:\\s|\\(|--[^\\n]*(?:\\n|$)|/\\*.*?\\*/)*(\\w*)", Pattern.DOTALL);
  private static final int MOST_READERS = 4;

  private final TableEnvironmentInternal flink;
  private final LiveTables tables;
  private final Operation operation;

  private LiveQuery(TableEnvironmentInternal flink, LiveTables tables, Operation operation) {
    this.flink = flink;
    this.tables = tables;
    this.operation = operation;
  }

  /**
   * @throws QueryFailure if the statement does more than read, or cannot be understood
   */
  static LiveQuery understand(FrozenCatalog catalog, String sql, ReadPoint readPoint) {
    requireReading(sql);
    var tables = new LiveTables(catalog, currentNamespace(catalog), readPoint);
    var flink = (TableEnvironmentInternal) environment();
    flink.registerCatalog(catalog.name(), tables);
    flink.useCatalog(catalog.name());
    try {
      Operation operation = flink.getParser().parse(sql).get(0);
      if (!(operation instanceof QueryOperation
          || operation instanceof ShowOperation
          || operation instanceof DescribeTableOperation)) {
        throw writes(sql);
      }
      return new LiveQuery(flink, tables, operation);
    } catch (SqlParserException | ValidationException notUnderstood) {
      throw SqlErrors.notUnderstood(notUnderstood, catalog, tables.columns());
    } catch (RuntimeException failed) {
      throw SqlErrors.failed(failed);
    }
  }

  /**
   * Which versions it reads; nothing for a statement that reads no rows.
   *
   * @throws QueryFailure if a version or branch was asked for that none of the tables has
   */
  Collection<TableRead> reads() {
    return operation instanceof QueryOperation ? tables.reads() : List.of();
  }

  /**
   * Starts it.
   *
   * @throws QueryFailure if it cannot be planned or started
   */
  TableResultInternal run() {
    try {
      return flink.executeInternal(operation);
    } catch (RuntimeException failed) {
      throw SqlErrors.failed(failed);
    }
  }

  /** Before Flink looks at it: what writes shall not be told of its spelling mistakes. */
  private static void requireReading(String sql) {
    if (!ACCEPTED.contains(firstWord(sql))) {
      throw writes(sql);
    }
  }

  private static QueryFailure writes(String sql) {
    return QueryFailure.notUnderstood(
        "A query only reads: SELECT, WITH, SHOW and DESCRIBE are accepted, and this begins with \"%s\". Live tables change by their events: tidemark run."
            .formatted(firstWord(sql)));
  }

  private static String firstWord(String sql) {
    Matcher first = FIRST_WORD.matcher(sql);
    return first.lookingAt() ? first.group(1).toUpperCase(Locale.ROOT) : "";
  }

  /** The only namespace, so that its tables need no prefix; none if there are several. */
  private static String currentNamespace(FrozenCatalog catalog) {
    List<Namespace> all = catalog.listNamespaces(Namespace.empty());
    return all.size() == 1 ? all.get(0).toString() : "default";
  }

  private static TableEnvironment environment() {
    int readers = Math.min(MOST_READERS, Runtime.getRuntime().availableProcessors());
    Configuration flink = new Configuration();
    Stream.of(
            "rest.address=127.0.0.1",
            "rest.bind-address=127.0.0.1",
            "rest.port=0",
            "parallelism.default=" + readers,
            "table.exec.iceberg.infer-source-parallelism.max=" + readers,
            "table.local-time-zone=UTC",
            // A version in a hint would not be among those that the answer names.
            "table.dynamic-table-options.enabled=false",
            "restart-strategy.type=none",
            "pipeline.name=tidemark query")
        .map(setting -> setting.split("=", 2))
        .forEach(setting -> flink.setString(setting[0], setting[1]));
    return TableEnvironment.create(
        EnvironmentSettings.newInstance().inBatchMode().withConfiguration(flink).build());
  }
}
