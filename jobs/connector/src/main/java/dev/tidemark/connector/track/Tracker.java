package dev.tidemark.connector.track;

import dev.tidemark.connector.decode.Intake;
import dev.tidemark.connector.decode.Rejected;
import dev.tidemark.lineage.TimestampHistogram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Stands right behind the source, counts every record exactly once as accepted, rejected, late or
 * excluded, and says before each checkpoint barrier how far each partition was read.
 *
 * <p><b>Why a report is exact.</b> Flink calls {@link #prepareSnapshotPreBarrier} before it sends
 * barrier n on and before any record behind it is read. So the report of epoch n leaves ahead of
 * barrier n on the same channel and speaks of exactly the records that the source's checkpoint n
 * has behind it. Whoever aligns barrier n from all channels (the aggregator) has all reports of n
 * and none of n+1, and every row made of those records, whatever lies between. That needs aligned,
 * exactly-once checkpoints.
 *
 * <p><b>Lateness</b> is decided here, against the newest event of the record's own partition, which
 * is checkpointed: the same offsets give the same verdicts, whatever the parallelism, the
 * interleaving of partitions or the restarts. A partition's order is Kafka's, nobody else's.
 */
public final class Tracker extends AbstractStreamOperator<RowData>
    implements OneInputStreamOperator<Intake, RowData> {
  private static final long serialVersionUID = 1L;

  private final OutputTag<EpochPart> reports;
  private final OutputTag<Rejected> rejects;

  /** Milliseconds; negative if nothing is ever late. */
  private final long lateness;

  private transient Map<String, Map<Integer, PartitionTally>> tallies;
  private transient PartitionTally current;
  private transient TreeSet<Integer> schemaIds;
  private transient int lastSchemaId;
  private transient TimestampHistogram recordTimestamps;
  private transient long read;
  private transient ListState<NewestEvent> newestEvents;
  private transient Counter rejectedRecords;
  private transient Counter lateRecords;
  private transient Counter excludedRecords;

  public Tracker(
      OutputTag<EpochPart> reports, OutputTag<Rejected> rejects, @Nullable Duration lateness) {
    this.reports = reports;
    this.rejects = rejects;
    this.lateness = lateness == null ? -1 : lateness.toMillis();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    tallies = new HashMap<>();
    // Matches no record, so that the first one looks its tally up.
    current = new PartitionTally("", -1);
    schemaIds = new TreeSet<>();
    lastSchemaId = Intake.NO_SCHEMA;
    recordTimestamps = new TimestampHistogram();
    MetricGroup metrics = getMetricGroup().addGroup("tidemark");
    rejectedRecords = metrics.counter("rejectedRecords");
    lateRecords = metrics.counter("lateRecords");
    excludedRecords = metrics.counter("excludedRecords");
    // Union: after a rescale a partition may be read by any subtask, so each gets all.
    newestEvents =
        context
            .getOperatorStateStore()
            .getUnionListState(
                new ListStateDescriptor<>("newest-events", TypeInformation.of(NewestEvent.class)));
    for (NewestEvent event : newestEvents.get()) {
      PartitionTally tally = tally(event.topic, event.partition);
      tally.newestEvent = Math.max(tally.newestEvent, event.eventTime);
    }
  }

  @Override
  public void processElement(StreamRecord<Intake> element) {
    Intake intake = element.getValue();
    var record = intake.record();
    if (!current.isAt(record.topic(), record.partition())) {
      current = tally(record.topic(), record.partition());
    }
    PartitionTally tally = current;
    tally.to = record.offset() + 1;
    tally.consumed++;
    recordTimestamps.add(record.timestamp());
    if (intake.schemaId() != lastSchemaId && intake.schemaId() != Intake.NO_SCHEMA) {
      lastSchemaId = intake.schemaId();
      schemaIds.add(lastSchemaId);
    }
    if (intake.row() == null) {
      countOut(intake, tally);
    } else if (lateness >= 0 && isLate(intake, tally)) {
      tally.late++;
      lateRecords.inc();
      reject(intake.toRejected(Rejected.Reason.LATE, lateSentence(intake, tally)));
    } else {
      tally.accepted++;
      tally.newestEvent = Math.max(tally.newestEvent, intake.eventTime());
      output.collect(element.replace(intake.row()));
    }
  }

  private void countOut(Intake intake, PartitionTally tally) {
    if (intake.reason() == null) {
      tally.excluded++;
      excludedRecords.inc();
    } else {
      tally.rejected++;
      rejectedRecords.inc();
      reject(intake.toRejected(intake.reason(), String.valueOf(intake.message())));
    }
  }

  private boolean isLate(Intake intake, PartitionTally tally) {
    return tally.newestEvent != Long.MIN_VALUE && intake.eventTime() < tally.newestEvent - lateness;
  }

  private String lateSentence(Intake intake, PartitionTally tally) {
    return "Its event time is %d ms behind the newest of its partition; %d ms are allowed"
        .formatted(tally.newestEvent - intake.eventTime(), lateness);
  }

  private void reject(Rejected rejected) {
    output.collect(rejects, new StreamRecord<>(rejected));
  }

  private PartitionTally tally(String topic, int partition) {
    return tallies
        .computeIfAbsent(topic, t -> new HashMap<>())
        .computeIfAbsent(partition, p -> new PartitionTally(topic, p));
  }

  @Override
  public void prepareSnapshotPreBarrier(long epoch) {
    List<PartitionTally> moved = new ArrayList<>();
    for (Map<Integer, PartitionTally> ofTopic : tallies.values()) {
      for (PartitionTally tally : ofTopic.values()) {
        if (tally.consumed > 0) {
          moved.add(tally);
        }
      }
    }
    if (moved.isEmpty()) {
      return;
    }
    output.collect(reports, new StreamRecord<>(EpochPart.of(report(moved))));
    moved.forEach(PartitionTally::startNextEpoch);
    schemaIds.clear();
    lastSchemaId = Intake.NO_SCHEMA;
    recordTimestamps = new TimestampHistogram();
  }

  private Report report(List<PartitionTally> moved) {
    Report report = new Report();
    report.topics = moved.stream().map(t -> t.topic).toArray(String[]::new);
    report.partitions = moved.stream().mapToInt(t -> t.partition).toArray();
    report.to = moved.stream().mapToLong(t -> t.to).toArray();
    report.consumed = moved.stream().mapToLong(t -> t.consumed).toArray();
    report.accepted = moved.stream().mapToLong(t -> t.accepted).toArray();
    report.rejected = moved.stream().mapToLong(t -> t.rejected).toArray();
    report.late = moved.stream().mapToLong(t -> t.late).toArray();
    report.excluded = moved.stream().mapToLong(t -> t.excluded).toArray();
    report.schemaIds = schemaIds.stream().mapToInt(Integer::intValue).toArray();
    report.read = getProcessingTimeService().getCurrentProcessingTime();
    report.recordTimestamps = recordTimestamps.toBytes();
    return report;
  }

  /**
   * Keeps what lateness is measured from. A subtask writes the partitions it reads; what was
   * restored and is read by nobody right now would get lost that way, so subtask 0 writes all it
   * knows. An outdated copy does no harm: the newest event only grows, and restoring takes the
   * largest.
   */
  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    List<NewestEvent> kept = new ArrayList<>();
    boolean all = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
    for (Map<Integer, PartitionTally> ofTopic : tallies.values()) {
      for (PartitionTally tally : ofTopic.values()) {
        if (lateness >= 0 && tally.newestEvent != Long.MIN_VALUE && (all || tally.to > 0)) {
          NewestEvent event = new NewestEvent();
          event.topic = tally.topic;
          event.partition = tally.partition;
          event.eventTime = tally.newestEvent;
          kept.add(event);
        }
      }
    }
    newestEvents.update(kept);
  }
}
