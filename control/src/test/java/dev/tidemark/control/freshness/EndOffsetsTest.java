package dev.tidemark.control.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Times;
import dev.tidemark.lineage.TopicProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class EndOffsetsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private final EndOffsets ends = new EndOffsets();

  @Test
  void aTableThatHoldsEverythingIsNotStaleHoweverLongNothingComes() {
    sample(0, 10, 10);
    sample(5, 10, 10);
    assertThat(ends.of(mark(10, 10), at(3_600))).isEqualTo(new Staleness.Measured(Duration.ZERO));
  }

  @Test
  void staleSinceTheEndFirstPassedWhatTheTableHolds() {
    sample(0, 10, 0);
    sample(1, 12, 0);
    sample(2, 20, 0);
    sample(3, 30, 0);
    assertThat(ends.of(mark(12, 0), at(4)))
        .isEqualTo(new Staleness.Measured(Duration.ofSeconds(2)));
  }

  @Test
  void theWorstPartitionCounts() {
    sample(0, 0, 0);
    sample(1, 0, 5);
    sample(3, 5, 5);
    assertThat(ends.of(mark(0, 0), at(4))).isEqualTo(new Staleness.Measured(Duration.ofSeconds(3)));
  }

  @Test
  void whatWasBehindBeforeTheWatchBeganIsOnlyALowerBound() {
    sample(0, 10, 10);
    sample(1, 11, 10);
    assertThat(ends.of(mark(7, 10), at(4))).isEqualTo(new Staleness.AtLeast(Duration.ofSeconds(4)));
  }

  @Test
  void unmeasurableIsAValue() {
    assertThat(ends.of(mark(0, 0), at(0)))
        .isEqualTo(new Staleness.Unmeasurable("the topics were never looked at"));
    ends.sample(at(0), Map.of(new TopicPartition("t", 0), 4L));
    assertThat(ends.of(mark(4, 0), at(0)))
        .isEqualTo(new Staleness.Unmeasurable("t-1 was never looked at"));
  }

  private void sample(long second, long first, long other) {
    ends.sample(
        at(second), Map.of(new TopicPartition("t", 0), first, new TopicPartition("t", 1), other));
  }

  private static Instant at(long second) {
    return START.plusSeconds(second);
  }

  private static Tidemark mark(long... to) {
    return new Tidemark(
        "r1",
        "a",
        "id",
        null,
        1,
        "c",
        List.of(
            new TopicProgress(
                "t",
                "id",
                Arrays.stream(to).mapToObj(end -> PartitionProgress.unmoved(0, end)).toList())),
        List.of(),
        "d",
        "v",
        List.of(),
        null,
        Duration.ZERO,
        Times.UNKNOWN,
        null);
  }
}
