package dev.tidemark.connector.sink;

import dev.tidemark.connector.plan.RunPlan;
import dev.tidemark.connector.source.TopicGuard;
import dev.tidemark.connector.track.EpochPart;
import dev.tidemark.connector.track.Report;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Times;
import dev.tidemark.lineage.TimestampHistogram;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableSummary;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Puts an epoch together: the files of all writers and the reports of all trackers become one
 * stamped committable. Parallelism 1.
 *
 * <p><b>Why the stamp is exact.</b> {@link #prepareSnapshotPreBarrier} of epoch n runs when barrier
 * n has arrived on every input channel and nothing behind it was taken in. Trackers report ahead of
 * the barrier, writers hand over ahead of the barrier; so what is here is all of epochs up to n and
 * nothing of n+1. Rows that a window or join still holds are in checkpoint n's state: the branch at
 * n is what the transform has emitted for the events below {@code to}, none missing, none twice.
 *
 * <p><b>Why the chain is unbroken.</b> The id of the last committable is this operator's state. The
 * committable of n leaves ahead of barrier n, so checkpoint n holds it in the committer's state,
 * and its id here. A job restored from n makes its next committable with that id as parent; one
 * restored from an older checkpoint makes one whose parent is no longer the newest on the branch,
 * and the committer refuses it.
 */
final class Aggregator extends AbstractStreamOperator<CommittableMessage<EpochCommittable>>
    implements TwoInputStreamOperator<
        CommittableMessage<WrittenFiles>, EpochPart, CommittableMessage<EpochCommittable>> {
  private static final long serialVersionUID = 1L;

  private final RunPlan plan;
  private final RunStart start;

  private transient ListState<byte[]> lastTidemark;
  private transient @Nullable Tidemark last;
  private transient RunPosition position;
  private transient WrittenFiles files;
  private transient WrittenFiles quarantined;
  private transient TreeSet<Integer> schemaIds;
  private transient @Nullable TimestampHistogram recordTimestamps;
  private transient long read;
  private transient @Nullable Long watermark;

  /**
   * @param start whether the run is to be started here, in a job without state of its own
   */
  Aggregator(RunPlan plan, RunStart start) {
    this.plan = plan;
    this.start = start;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    lastTidemark =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>("last-tidemark", BytePrimitiveArraySerializer.INSTANCE));
    for (byte[] bytes : lastTidemark.get()) {
      last = Tidemark.fromSummary(EpochCommittable.summaryFromBytes(bytes)).orElseThrow();
    }
    if (start != RunStart.PREPARED && last == null) {
      OpenRun.of(plan, start);
    }
    position = last == null ? RunPosition.startingAt(plan.start()) : RunPosition.after(last);
    schemaIds = new TreeSet<>();
    startNextEpoch();
  }

  @Override
  public void processElement1(StreamRecord<CommittableMessage<WrittenFiles>> element) {
    if (element.getValue() instanceof CommittableWithLineage<WrittenFiles> written) {
      files = files.and(written.getCommittable());
    }
  }

  @Override
  public void processElement2(StreamRecord<EpochPart> element) throws Exception {
    EpochPart part = element.getValue();
    if (part.quarantined != null) {
      quarantined = quarantined.and(WrittenFiles.fromBytes(part.quarantined));
    }
    if (part.report != null) {
      add(part.report);
    }
  }

  private void add(Report report) throws InterruptedException {
    List<TopicPartition> found = position.add(report);
    if (!found.isEmpty()) {
      requireWhole(found);
    }
    for (int id : report.schemaIds) {
      schemaIds.add(id);
    }
    TimestampHistogram timestamps = TimestampHistogram.fromBytes(report.recordTimestamps);
    if (recordTimestamps == null) {
      recordTimestamps = timestamps;
    } else {
      recordTimestamps.merge(timestamps);
    }
    read = Math.max(read, report.read);
  }

  /**
   * A partition found while running begins at 0 by definition. If Kafka has already deleted its
   * first events, they were never read: the run must not pretend that they were.
   */
  private void requireWhole(List<TopicPartition> found) throws InterruptedException {
    LOG.info("Run {} found partitions {}", plan.run(), found);
    Map<TopicPartition, Long> fromTheBeginning = new HashMap<>();
    found.forEach(partition -> fromTheBeginning.put(partition, 0L));
    try (TopicGuard guard = new TopicGuard(plan.kafka())) {
      guard.requireReadable(fromTheBeginning);
    }
  }

  /** The writers' watermark is the transform's; the trackers' would run ahead of what it holds. */
  @Override
  public void processWatermark1(Watermark mark) throws Exception {
    if (mark.getTimestamp() != Long.MAX_VALUE) {
      watermark = mark.getTimestamp();
    }
    super.processWatermark1(mark);
  }

  @Override
  public void prepareSnapshotPreBarrier(long epoch) {
    if (!position.moved() && files.isEmpty() && quarantined.isEmpty()) {
      return;
    }
    Tidemark tidemark = stamp(epoch);
    EpochCommittable committable =
        new EpochCommittable(
            tidemark.toSummary(),
            files,
            quarantined,
            recordTimestamps == null ? new byte[0] : recordTimestamps.toBytes());
    output.collect(new StreamRecord<>(new CommittableSummary<>(0, 1, epoch, 1, 0)));
    output.collect(new StreamRecord<>(new CommittableWithLineage<>(committable, epoch, 0)));
    last = tidemark;
    startNextEpoch();
  }

  private Tidemark stamp(long epoch) {
    TimestampHistogram timestamps = recordTimestamps;
    return new Tidemark(
        plan.run(),
        attempt(),
        UUID.randomUUID().toString(),
        last == null ? null : last.id(),
        epoch,
        plan.start().clusterId(),
        position.progress(),
        position.applying(plan.exclusions()),
        plan.definition().fingerprint(),
        CodeVersion.current(),
        List.copyOf(schemaIds),
        watermark,
        plan.hold(),
        new Times(
            timestamps == null ? null : (Long) timestamps.min(),
            timestamps == null ? null : (Long) timestamps.max(),
            timestamps == null ? null : (Long) read,
            getProcessingTimeService().getCurrentProcessingTime(),
            null,
            null),
        null);
  }

  private String attempt() {
    return getRuntimeContext().getJobInfo().getJobId()
        + "-"
        + getRuntimeContext().getTaskInfo().getAttemptNumber();
  }

  private void startNextEpoch() {
    position.startNextEpoch();
    files = WrittenFiles.NONE;
    quarantined = WrittenFiles.NONE;
    recordTimestamps = null;
    read = 0;
    schemaIds.clear();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    lastTidemark.update(
        last == null ? List.of() : List.of(EpochCommittable.toBytes(last.toSummary())));
  }
}
