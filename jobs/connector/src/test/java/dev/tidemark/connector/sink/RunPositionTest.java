package dev.tidemark.connector.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.connector.plan.StartVector;
import dev.tidemark.connector.plan.TopicStart;
import dev.tidemark.connector.track.Report;
import dev.tidemark.lineage.PartitionProgress;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RunPositionTest {
  private final RunPosition position =
      RunPosition.startingAt(
          new StartVector("cluster", List.of(new TopicStart("a", "id-a", List.of(5L, 0L)))));

  @Test
  void partitionWithoutRecordsHasItsPlaceFromTheStart() {
    assertThat(position.moved()).isFalse();
    assertThat(position.progress().get(0).partitions())
        .containsExactly(
            new PartitionProgress(5, 5, 0, 0, 0, 0, 0), new PartitionProgress(0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void reportsOfSeveralTrackersAddUp() {
    position.add(report(0, 9, 3, 2, 1));
    position.add(report(1, 2, 2, 2, 0));

    assertThat(position.moved()).isTrue();
    assertThat(position.progress().get(0).partitions())
        .containsExactly(
            new PartitionProgress(5, 9, 3, 2, 1, 0, 0), new PartitionProgress(0, 2, 2, 2, 0, 0, 0));
  }

  @Test
  void countsStartAgainWithEveryEpochAndOffsetsDoNot() {
    position.add(report(0, 9, 3, 3, 0));
    position.startNextEpoch();
    position.add(report(0, 10, 1, 1, 0));

    assertThat(position.progress().get(0).partitions().get(0))
        .isEqualTo(new PartitionProgress(5, 10, 1, 1, 0, 0, 0));
  }

  @Test
  void partitionsFoundLaterStartAtZeroAndAreNamed() {
    List<TopicPartition> found = position.add(report(3, 4, 4, 4, 0));

    assertThat(found).containsExactly(new TopicPartition("a", 2), new TopicPartition("a", 3));
    assertThat(position.progress().get(0).partitions()).hasSize(4);
    assertThat(position.add(report(3, 5, 1, 1, 0))).isEmpty();
  }

  @Test
  void goingBackwardsIsAnError() {
    position.add(report(0, 9, 4, 4, 0));

    assertThatThrownBy(() -> position.add(report(0, 8, 1, 1, 0)))
        .hasMessage("a-0 was read up to 9 and is reported at 8");
  }

  private static Report report(
      int partition, long to, long consumed, long accepted, long rejected) {
    Report report = new Report();
    report.topics = new String[] {"a"};
    report.partitions = new int[] {partition};
    report.to = new long[] {to};
    report.consumed = new long[] {consumed};
    report.accepted = new long[] {accepted};
    report.rejected = new long[] {rejected};
    report.late = new long[1];
    report.excluded = new long[1];
    return report;
  }
}
