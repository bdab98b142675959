package dev.tidemark.connector.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.connector.decode.Intake;
import dev.tidemark.connector.decode.Rejected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.OutputTag;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrackerTest {
  private static final OutputTag<EpochPart> REPORTS =
      new OutputTag<>("reports", TypeInformation.of(EpochPart.class));
  private static final OutputTag<Rejected> REJECTED =
      new OutputTag<>("rejected", TypeInformation.of(Rejected.class));

  @Test
  void reportSaysHowFarAndHowMany() throws Exception {
    try (var harness = harness(null)) {
      harness.open();
      take(harness, accepted("a", 0, 10, 1));
      take(harness, accepted("a", 1, 5, 1));
      take(harness, rejected("a", 0, 11));
      take(harness, excluded("a", 0, 17));
      harness.prepareSnapshotPreBarrier(1);

      Report report = reports(harness).get(0);

      int zero = report.partitions[0] == 0 ? 0 : 1;
      assertThat(report.topics).containsExactly("a", "a");
      assertThat(report.to[zero]).isEqualTo(18);
      assertThat(report.consumed[zero]).isEqualTo(3);
      assertThat(report.accepted[zero]).isEqualTo(1);
      assertThat(report.rejected[zero]).isEqualTo(1);
      assertThat(report.excluded[zero]).isEqualTo(1);
      assertThat(report.to[1 - zero]).isEqualTo(6);
      assertThat(harness.getOutput()).hasSize(2);
      assertThat(harness.getSideOutput(REJECTED)).hasSize(1);
    }
  }

  @Test
  void reportOfTheNextEpochCountsFromZeroAndSilenceReportsNothing() throws Exception {
    try (var harness = harness(null)) {
      harness.open();
      take(harness, accepted("a", 0, 10, 1));
      harness.prepareSnapshotPreBarrier(1);
      harness.prepareSnapshotPreBarrier(2);
      take(harness, accepted("a", 0, 11, 1));
      harness.prepareSnapshotPreBarrier(3);

      assertThat(reports(harness)).hasSize(2);
      assertThat(reports(harness).get(1).consumed).containsExactly(1);
      assertThat(reports(harness).get(1).to).containsExactly(12);
    }
  }

  @Test
  void latenessIsMeasuredAgainstTheOwnPartitionOnly() throws Exception {
    try (var harness = harness(Duration.ofMillis(100))) {
      harness.open();
      take(harness, accepted("a", 0, 0, 10_000));
      take(harness, accepted("a", 1, 0, 1_000));
      take(harness, accepted("a", 0, 1, 9_900));
      take(harness, accepted("a", 0, 2, 9_899));
      harness.prepareSnapshotPreBarrier(1);

      assertThat(harness.getOutput()).hasSize(3);
      Rejected late = harness.getSideOutput(REJECTED).element().getValue();
      assertThat(late.offset).isEqualTo(2);
      assertThat(late.reason).isEqualTo("LATE");
      assertThat(late.message)
          .isEqualTo(
              "Its event time is 101 ms behind the newest of its partition; 100 ms are allowed");
    }
  }

  @Test
  void verdictsOnLatenessSurviveARestart() throws Exception {
    OperatorSubtaskState state;
    try (var before = harness(Duration.ofMillis(100))) {
      before.open();
      take(before, accepted("a", 0, 0, 10_000));
      state = before.snapshot(1, 1);
    }
    try (var after = harness(Duration.ofMillis(100))) {
      after.initializeState(state);
      after.open();
      take(after, accepted("a", 0, 1, 9_000));

      assertThat(after.getOutput()).isEmpty();
      assertThat(after.getSideOutput(REJECTED)).hasSize(1);
    }
  }

  private static OneInputStreamOperatorTestHarness<Intake, RowData> harness(
      @Nullable Duration lateness) throws Exception {
    return new OneInputStreamOperatorTestHarness<>(new Tracker(REPORTS, REJECTED, lateness));
  }

  private static void take(
      OneInputStreamOperatorTestHarness<Intake, RowData> harness, Intake intake) throws Exception {
    harness.processElement(intake, intake.eventTime());
  }

  private static List<Report> reports(OneInputStreamOperatorTestHarness<Intake, RowData> harness) {
    List<Report> reports = new ArrayList<>();
    harness.getSideOutput(REPORTS).forEach(part -> reports.add(part.getValue().report));
    return reports;
  }

  private static Intake accepted(String topic, int partition, long offset, long eventTime) {
    return new Intake(
        record(topic, partition, offset), GenericRowData.of(offset), eventTime, 1, null, null);
  }

  private static Intake rejected(String topic, int partition, long offset) {
    return new Intake(
        record(topic, partition, offset),
        null,
        Intake.NO_EVENT_TIME,
        1,
        Rejected.Reason.MALFORMED,
        "It is broken");
  }

  private static Intake excluded(String topic, int partition, long offset) {
    return new Intake(
        record(topic, partition, offset), null, Intake.NO_EVENT_TIME, Intake.NO_SCHEMA, null, null);
  }

  private static ConsumerRecord<byte[], byte[]> record(String topic, int partition, long offset) {
    return new ConsumerRecord<>(topic, partition, offset, new byte[0], new byte[0]);
  }
}
