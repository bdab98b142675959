package dev.tidemark.connector.table;

import dev.tidemark.catalog.CatalogSettings;
import dev.tidemark.connector.plan.ReadPlan;
import dev.tidemark.connector.plan.RunPlan;
import dev.tidemark.connector.plan.StartVector;
import dev.tidemark.connector.plan.TopicStart;
import dev.tidemark.connector.sink.TidemarkSink;
import dev.tidemark.connector.source.TrackedTopics;
import dev.tidemark.definition.Source;
import dev.tidemark.definition.TableDefinition;
import dev.tidemark.lineage.LiveTable;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.sink.DataStreamSinkProvider;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;

/**
 * A live table as a sink. When the planner hands it its rows, all sources that feed it are in the
 * topology; it takes the reports and rejects of exactly those.
 */
final class LiveTableSink implements DynamicTableSink {
  private final LiveTableColumns table;
  private final Map<String, String> options;
  private final ReadableConfig session;

  /**
   * @param options of the SQL table, as they were written
   */
  LiveTableSink(LiveTableColumns table, Map<String, String> options, ReadableConfig session) {
    this.table = table;
    this.options = options;
    this.session = session;
  }

  /**
   * A table with a key asks for the row until each update too, though it replaces rows by their
   * key. Without, the planner spares it everywhere before, and Flink's outer, semi and anti joins
   * then count a replaced row as one more: once it is deleted, they forget the row that is left
   * alone (FLINK-40681).
   */
  @Override
  public ChangelogMode getChangelogMode(ChangelogMode requested) {
    return table.isAppend() ? ChangelogMode.insertOnly() : ChangelogMode.all();
  }

  @Override
  public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
    return new DataStreamSinkProvider() {
      @Override
      public DataStreamSink<?> consumeDataStream(ProviderContext uids, DataStream<RowData> rows) {
        return write(uids, rows);
      }
    };
  }

  private DataStreamSink<?> write(ProviderContext uids, DataStream<RowData> rows) {
    Problems problems = new Problems("Cannot write " + table.name());
    SessionRules.check(session, problems);
    RunSettings settings = new RunSettings(options, session, problems);
    String run = settings.run();
    Optional<CatalogSettings> catalog = settings.catalog();
    TrackedTopics found = TrackedTopics.before(rows);
    Statement statement = new Statement(rows.getTransformation());
    statement.check(found, table, problems);
    problems.refuseIfAny();
    List<TrackedTopics.Topic> topics =
        found.topics().stream().sorted(Comparator.comparing(t -> t.contract().topic())).toList();
    RunPlan plan =
        plan(run, catalog.orElseThrow(), topics, definition(topics, statement, settings));
    LiveTables tables = LiveTables.of(plan);
    TidemarkSink sink =
        new TidemarkSink(
            plan,
            tables.table(),
            tables.quarantine(),
            union(topics, TrackedTopics.Topic::reports),
            union(topics, TrackedTopics.Topic::rejected),
            false,
            uids::generateUid,
            settings.start());
    DataStreamSink<RowData> written = rows.sinkTo(sink).name(table.name().toString());
    uids.generateUid("live-table").ifPresent(written::uid);
    return written;
  }

  private TableDefinition definition(
      List<TrackedTopics.Topic> topics, Statement statement, RunSettings settings) {
    List<Source> contracts = topics.stream().map(TrackedTopics.Topic::contract).toList();
    String query = "sql " + statement.fingerprint();
    return settings
        .definition()
        .map(fingerprint -> table.definition(contracts, query, fingerprint))
        .orElseGet(() -> table.definition(contracts, query));
  }

  private RunPlan plan(
      String run,
      CatalogSettings catalog,
      List<TrackedTopics.Topic> topics,
      TableDefinition definition) {
    List<TopicStart> starts =
        topics.stream()
            .flatMap(
                t ->
                    t.plan().start().topics().stream()
                        .filter(s -> s.topic().equals(t.contract().topic())))
            .toList();
    ReadPlan first = topics.get(0).plan();
    return new RunPlan(
        run,
        definition,
        catalog,
        first.kafka(),
        first.registryUrl(),
        new StartVector(first.start().clusterId(), starts),
        first.exclusions(),
        Duration.ZERO,
        first.pace());
  }

  private static <T> DataStream<T> union(
      List<TrackedTopics.Topic> topics, Function<TrackedTopics.Topic, DataStream<T>> side) {
    return topics.stream().map(side).reduce(DataStream::union).orElseThrow();
  }

  @Override
  public DynamicTableSink copy() {
    return new LiveTableSink(table, options, session);
  }

  @Override
  public String asSummaryString() {
    return "Tidemark table " + table.name();
  }

  /** The table and its quarantine, created if they are not there. */
  private record LiveTables(Table table, Table quarantine) {
    static LiveTables of(RunPlan plan) {
      Catalog catalog = plan.catalog().open();
      try (Closeable closing = catalog instanceof Closeable c ? c : () -> {}) {
        LiveTable live = LiveTable.create(catalog, plan.definition());
        live.grow(plan.definition());
        return new LiveTables(live.table(), live.quarantine());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
