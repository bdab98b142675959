package dev.tidemark.connector.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.catalog.CatalogSettings;
import dev.tidemark.connector.plan.RunPlan;
import dev.tidemark.connector.plan.StartVector;
import dev.tidemark.connector.plan.TopicStart;
import dev.tidemark.connector.track.EpochPart;
import dev.tidemark.connector.track.Report;
import dev.tidemark.definition.Definitions;
import dev.tidemark.lineage.Exclusion;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.TimestampHistogram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class AggregatorTest {
  @Test
  void epochCarriesAllFilesAndReportsAndItsParent() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement1(files("f1"));
      harness.processElement2(report(0, 10));
      harness.processElement1(files("f2"));
      harness.prepareSnapshotPreBarrier(4);
      harness.processElement2(report(1, 9));
      harness.prepareSnapshotPreBarrier(5);

      List<EpochCommittable> epochs = epochs(harness);
      Tidemark first = epochs.get(0).tidemark();
      Tidemark second = epochs.get(1).tidemark();
      assertThat(epochs.get(0).files().dataFiles()).containsExactly("f1", "f2");
      assertThat(first.epoch()).isEqualTo(4);
      assertThat(first.parent()).isNull();
      assertThat(first.topics().get(0).partitions().get(0).to()).isEqualTo(10);
      assertThat(first.topics().get(0).partitions().get(1).to()).isEqualTo(7);
      assertThat(epochs.get(1).files().isEmpty()).isTrue();
      assertThat(second.parent()).isEqualTo(first.id());
      assertThat(second.topics().get(0).partitions().get(1).to()).isEqualTo(9);
    }
  }

  @Test
  void epochWithNeitherFilesNorMovedOffsetsEmitsNothing() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processWatermark1(new Watermark(5));
      harness.prepareSnapshotPreBarrier(1);
      assertThat(epochs(harness)).isEmpty();
    }
  }

  /** What a timer or a window emits while no event comes in. */
  @Test
  void epochWithFilesAndUnmovedOffsetsIsAnEpochOfItsOwn() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement2(report(0, 10));
      harness.prepareSnapshotPreBarrier(1);
      harness.processElement1(files("from-a-timer"));
      harness.prepareSnapshotPreBarrier(2);

      List<EpochCommittable> epochs = epochs(harness);
      assertThat(epochs).hasSize(2);
      assertThat(epochs.get(1).tidemark().topics().get(0).partitions().get(0).to()).isEqualTo(10);
      assertThat(epochs.get(1).tidemark().consumed()).isZero();
      assertThat(epochs.get(1).tidemark().id()).isNotEqualTo(epochs.get(0).tidemark().id());
    }
  }

  @Test
  void chainAndPositionsGoOnAfterARestart() throws Exception {
    OperatorSubtaskState state;
    Tidemark last;
    try (var before = harness()) {
      before.open();
      before.processElement2(report(0, 10));
      before.prepareSnapshotPreBarrier(1);
      last = epochs(before).get(0).tidemark();
      state = before.snapshot(1, 1);
    }
    try (var after = harness()) {
      after.initializeState(state);
      after.open();
      after.processElement2(report(0, 12));
      after.prepareSnapshotPreBarrier(2);

      Tidemark next = epochs(after).get(0).tidemark();
      assertThat(next.parent()).isEqualTo(last.id());
      assertThat(next.topics().get(0).partitions().get(0).start()).isZero();
      assertThat(next.topics().get(0).partitions().get(0).to()).isEqualTo(12);
      assertThat(next.topics().get(0).partitions().get(1).to()).isEqualTo(7);
    }
  }

  @Test
  void committablesSurviveTheirSerializer() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement1(files("f1"));
      harness.processElement2(report(0, 10));
      harness.processElement2(
          new StreamRecord<>(
              EpochPart.quarantined(
                  new WrittenFiles(List.of("q"), List.of("d"), List.of()).toBytes())));
      harness.prepareSnapshotPreBarrier(1);
      EpochCommittable epoch = epochs(harness).get(0);
      var serializer = new EpochCommittable.Serializer();

      EpochCommittable copy = serializer.deserialize(1, serializer.serialize(epoch));

      assertThat(copy.summary()).isEqualTo(epoch.summary());
      assertThat(copy.files()).isEqualTo(epoch.files());
      assertThat(copy.quarantined()).isEqualTo(epoch.quarantined());
      assertThat(copy.recordTimestamps()).isEqualTo(epoch.recordTimestamps());
    }
  }

  /** A topic that was deleted and made again has another id; the ledger keeps the old one's. */
  @Test
  void rangesOfTopicsThatTheRunDoesNotReadAreNotNamed() throws Exception {
    Exclusion read = new Exclusion("order-lines", "topic-id", 0, 3, 5);
    Exclusion madeAnew = new Exclusion("order-lines", "old-id", 0, 3, 5);
    Exclusion dropped = new Exclusion("prices", "prices-id", 0, 3, 5);
    OperatorSubtaskState state;
    try (var harness = harness(madeAnew, read, dropped)) {
      harness.open();
      harness.processElement2(report(0, 10));
      harness.prepareSnapshotPreBarrier(1);

      assertThat(epochs(harness).get(0).tidemark().exclusions()).containsExactly(read);
      state = harness.snapshot(1, 1);
    }
    try (var restored = harness(madeAnew, read, dropped)) {
      restored.initializeState(state);
      restored.open();
      restored.processElement2(report(0, 12));
      restored.prepareSnapshotPreBarrier(2);

      assertThat(epochs(restored).get(0).tidemark().exclusions()).containsExactly(read);
    }
  }

  private static TwoInputStreamOperatorTestHarness<
          CommittableMessage<WrittenFiles>, EpochPart, CommittableMessage<EpochCommittable>>
      harness(Exclusion... exclusions) throws Exception {
    return new TwoInputStreamOperatorTestHarness<>(
        new Aggregator(plan(exclusions), RunStart.PREPARED));
  }

  private static RunPlan plan(Exclusion... exclusions) {
    return new RunPlan(
        "r1",
        Definitions.builtIn("order_lines"),
        new CatalogSettings("c", Map.of("type", "rest", "uri", "http://127.0.0.1:1")),
        Map.of("bootstrap.servers", "127.0.0.1:1"),
        "http://127.0.0.1:1",
        new StartVector(
            "cluster", List.of(new TopicStart("order-lines", "topic-id", List.of(0L, 7L)))),
        List.of(exclusions),
        Duration.ZERO,
        null);
  }

  private static List<EpochCommittable> epochs(
      TwoInputStreamOperatorTestHarness<?, ?, CommittableMessage<EpochCommittable>> harness) {
    List<EpochCommittable> epochs = new ArrayList<>();
    for (CommittableMessage<EpochCommittable> message : harness.extractOutputValues()) {
      if (message instanceof CommittableWithLineage<EpochCommittable> with) {
        epochs.add(with.getCommittable());
      }
    }
    return epochs;
  }

  private static StreamRecord<CommittableMessage<WrittenFiles>> files(String name) {
    return new StreamRecord<>(
        new CommittableWithLineage<>(new WrittenFiles(List.of(name), List.of(), List.of()), 1, 0));
  }

  private static StreamRecord<EpochPart> report(int partition, long to) {
    Report report = new Report();
    report.topics = new String[] {"order-lines"};
    report.partitions = new int[] {partition};
    report.to = new long[] {to};
    report.consumed = new long[] {2};
    report.accepted = new long[] {1};
    report.rejected = new long[] {1};
    report.late = new long[1];
    report.excluded = new long[1];
    TimestampHistogram timestamps = new TimestampHistogram();
    timestamps.add(1_000);
    report.recordTimestamps = timestamps.toBytes();
    return new StreamRecord<>(EpochPart.of(report));
  }
}
