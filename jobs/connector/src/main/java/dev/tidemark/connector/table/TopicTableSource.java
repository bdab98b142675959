package dev.tidemark.connector.table;

import dev.tidemark.connector.decode.RegistryCheck;
import dev.tidemark.connector.decode.SourceRow;
import dev.tidemark.connector.latest.ChangelogPerKey;
import dev.tidemark.connector.plan.Pace;
import dev.tidemark.connector.plan.ReadPlan;
import dev.tidemark.connector.plan.RunRefusedException;
import dev.tidemark.connector.plan.StartVector;
import dev.tidemark.connector.sink.TableKey;
import dev.tidemark.connector.source.TidemarkSource;
import dev.tidemark.connector.source.TopicGuard;
import dev.tidemark.definition.EventTime;
import dev.tidemark.lineage.Exclusion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsProjectionPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsReadingMetadata;
import org.apache.flink.table.connector.source.abilities.SupportsSourceWatermark;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;

/**
 * A topic in a statement: source, decode, tracker, and for a table with a primary key the newest
 * state per key. The sink finds the tracker by walking back from its rows.
 *
 * <p>With a primary key it gives a complete changelog in the order of events, so nothing behind it
 * depends on the order in which partitions were read.
 */
final class TopicTableSource
    implements ScanTableSource,
        SupportsProjectionPushDown,
        SupportsReadingMetadata,
        SupportsSourceWatermark {
  private final String name;
  private final TopicTable topic;
  private final Map<String, String> options;
  private final ReadableConfig session;

  private List<String> fields;
  private List<String> metadata = List.of();
  private DataType produced;

  /**
   * @param name of the SQL table
   * @param options of the table, as they were written
   */
  TopicTableSource(
      String name,
      TopicTable topic,
      DataType physical,
      Map<String, String> options,
      ReadableConfig session) {
    this.name = name;
    this.topic = topic;
    this.options = options;
    this.session = session;
    this.fields = DataType.getFieldNames(physical);
    this.produced = physical;
  }

  @Override
  public ChangelogMode getChangelogMode() {
    return topic.isChangelog() ? ChangelogMode.all() : ChangelogMode.insertOnly();
  }

  @Override
  public boolean supportsNestedProjection() {
    return false;
  }

  @Override
  public void applyProjection(int[][] projected, DataType type) {
    List<String> all = topic.contract().fields().stream().map(f -> f.name()).toList();
    List<String> kept = new ArrayList<>();
    for (int[] path : projected) {
      kept.add(all.get(path[0]));
    }
    fields = kept;
    produced = type;
  }

  @Override
  public Map<String, DataType> listReadableMetadata() {
    return RecordMetadata.types();
  }

  @Override
  public void applyReadableMetadata(List<String> keys, DataType type) {
    metadata = List.copyOf(keys);
    produced = type;
  }

  /** The source makes them anyway; see {@link TopicTable} for what a declaration must be. */
  @Override
  public void applySourceWatermark() {}

  @Override
  public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
    return new DataStreamScanProvider() {
      @Override
      public DataStream<RowData> produceDataStream(
          ProviderContext uids, StreamExecutionEnvironment env) {
        return read(uids, env);
      }

      @Override
      public boolean isBounded() {
        return false;
      }
    };
  }

  private DataStream<RowData> read(ProviderContext uids, StreamExecutionEnvironment env) {
    List<String> columns = new ArrayList<>(fields);
    metadata.forEach(key -> columns.add(RecordMetadata.column(key)));
    SourceRow shape = topic.shape(new HashSet<>(columns));
    DataStream<RowData> decoded =
        TidemarkSource.of(env, plan(), topic.contract(), shape, uids::generateUid).rows();
    ToTableRow toRow = new ToTableRow(shape, columns);
    InternalTypeInfo<RowData> rowType = InternalTypeInfo.of((RowType) produced.getLogicalType());
    EventTime eventTime = topic.contract().eventTime();
    // The planner names the last operator and gives it its uid.
    return topic.isChangelog() && eventTime != null
        ? decoded
            .keyBy(TableKey.of(topic.primaryKey(), shape.type()))
            .process(new ChangelogPerKey(shape, eventTime.field(), toRow, rowType), rowType)
        : shaped(decoded, toRow, rowType);
  }

  private static SingleOutputStreamOperator<RowData> shaped(
      DataStream<RowData> decoded, ToTableRow toRow, InternalTypeInfo<RowData> rowType) {
    // Chained to its source: rows of one partition stay in their order and on their task.
    return decoded.map(toRow, rowType).setParallelism(decoded.getParallelism());
  }

  /** Resolved here, when the job is built: a compiled plan must not keep offsets or addresses. */
  private ReadPlan plan() {
    Problems problems = new Problems("Cannot read " + name);
    RunSettings settings = new RunSettings(options, session, problems);
    String run = settings.run();
    Map<String, String> kafka = settings.kafka();
    String registry = settings.registryUrl();
    List<Exclusion> exclusions = settings.exclusions();
    Optional<Pace> pace = settings.pace();
    problems.refuseIfAny();
    String source = topic.contract().topic();
    try (TopicGuard guard = new TopicGuard(kafka)) {
      StartVector start = guard.earliest(List.of(source));
      RegistryCheck.requireRegistry(registry);
      return new ReadPlan(
          run,
          "tidemark-%s-%s".formatted(run, source),
          kafka,
          registry,
          start,
          exclusions,
          pace.orElse(null));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunRefusedException(
          "Interrupted while asking Kafka for the offsets of %s. Start again.".formatted(source));
    }
  }

  @Override
  public DynamicTableSource copy() {
    TopicTableSource copy = new TopicTableSource(name, topic, produced, options, session);
    copy.fields = fields;
    copy.metadata = metadata;
    copy.produced = produced;
    return copy;
  }

  @Override
  public String asSummaryString() {
    return "Tidemark topic " + topic.contract().topic();
  }
}
