package dev.tidemark.connector.sink;

import dev.tidemark.connector.decode.Rejected;
import dev.tidemark.connector.plan.RunPlan;
import dev.tidemark.connector.track.EpochPart;
import dev.tidemark.definition.Kind;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessageTypeInfo;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreCommitTopology;
import org.apache.flink.streaming.api.connector.sink2.SupportsPreWriteTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.RowType;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;

/**
 * Writes rows into a live table, each epoch as one snapshot stamped with its tidemark.
 *
 * <pre>
 * rows ─ writers ────────────┐
 * rejected ─ quarantine ─────┼─ aggregate (1) ─ commit (1)
 * reports ───────────────────┘
 * </pre>
 *
 * <p>The reports are those of the trackers behind all sources of the job; a source without tracker
 * would leave its events out of the stamp. It needs exactly-once, aligned checkpoints.
 */
public final class TidemarkSink
    implements Sink<RowData>,
        SupportsPreWriteTopology<RowData>,
        SupportsCommitter<EpochCommittable>,
        SupportsPreCommitTopology<WrittenFiles, EpochCommittable> {
  private static final long serialVersionUID = 1L;

  private final RunPlan plan;
  private final boolean keyedAlready;
  private final TableWriters writers;
  private final TableWriters quarantineWriters;
  private final Map<Integer, PartitionSpec> specs;
  private final Map<Integer, PartitionSpec> quarantineSpecs;
  private final TableKey key;
  private final RowType type;

  /** Only while the job is planned; a shipped sink is writers and committer. */
  private final transient DataStream<EpochPart> reports;

  private final transient DataStream<Rejected> rejected;

  private final transient SinkUids uids;
  private final RunStart start;

  /** Of a run that is started, in a job with one sink; see the other constructor. */
  public TidemarkSink(
      RunPlan plan,
      Table table,
      Table quarantine,
      DataStream<EpochPart> reports,
      DataStream<Rejected> rejected,
      boolean keyedAlready) {
    this(
        plan,
        table,
        quarantine,
        reports,
        rejected,
        keyedAlready,
        SinkUids.ONE_SINK,
        RunStart.PREPARED);
  }

  /**
   * @param keyedAlready true if all rows of one key come through the same subtask in their order;
   *     otherwise the sink sees to it, at the cost of a shuffle
   * @param start who starts the run
   */
  public TidemarkSink(
      RunPlan plan,
      Table table,
      Table quarantine,
      DataStream<EpochPart> reports,
      DataStream<Rejected> rejected,
      boolean keyedAlready,
      SinkUids uids,
      RunStart start) {
    this.plan = plan;
    this.keyedAlready = keyedAlready;
    this.writers =
        plan.definition().kind() == Kind.UPSERT
            ? TableWriters.upserting(table)
            : TableWriters.appending(table);
    this.quarantineWriters = TableWriters.upserting(quarantine);
    this.specs = new HashMap<>(table.specs());
    this.quarantineSpecs = new HashMap<>(quarantine.specs());
    this.type = TableWriters.rowType(table);
    this.key = TableKey.of(plan.definition().primaryKey(), type);
    this.reports = reports;
    this.rejected = rejected;
    this.uids = uids;
    this.start = start;
  }

  /** An equality delete and the row that follows it must come from one writer, in order. */
  @Override
  public DataStream<RowData> addPreWriteTopology(DataStream<RowData> rows) {
    return plan.definition().kind() == Kind.UPSERT && !keyedAlready
        ? rows.keyBy(key, key.getProducedType())
        : rows;
  }

  @Override
  public SinkWriter<RowData> createWriter(WriterInitContext context) {
    var task = context.getTaskInfo();
    writers.initialize(task.getIndexOfThisSubtask(), task.getAttemptNumber());
    return new EpochWriter(
        writers, key, context.isObjectReuseEnabled() ? new RowDataSerializer(type) : null);
  }

  @Override
  public DataStream<CommittableMessage<EpochCommittable>> addPreCommitTopology(
      DataStream<CommittableMessage<WrittenFiles>> written) {
    SingleOutputStreamOperator<EpochPart> quarantined =
        rejected.transform(
            "Quarantine",
            TypeInformation.of(EpochPart.class),
            new QuarantineWriter(quarantineWriters, plan.start().topicIds(), plan.run()));
    uids.of("quarantine").ifPresent(quarantined::uid);
    SingleOutputStreamOperator<CommittableMessage<EpochCommittable>> epochs =
        written
            .global()
            .connect(reports.union(quarantined).global())
            .transform(
                "Aggregate epoch",
                CommittableMessageTypeInfo.of(EpochCommittable.Serializer::new),
                new Aggregator(plan, start));
    uids.of("aggregate").ifPresent(epochs::uid);
    return epochs
        .setParallelism(1)
        .setMaxParallelism(1)
        // Flink gives the committer the writers' parallelism; all epochs go to its first subtask.
        .global();
  }

  @Override
  public Committer<EpochCommittable> createCommitter(CommitterInitContext context) {
    return new EpochCommit(plan, specs, quarantineSpecs, context.metricGroup());
  }

  @Override
  public SimpleVersionedSerializer<EpochCommittable> getCommittableSerializer() {
    return new EpochCommittable.Serializer();
  }

  @Override
  public SimpleVersionedSerializer<WrittenFiles> getWriteResultSerializer() {
    return WrittenFiles.Serializer.INSTANCE;
  }
}
