package dev.tidemark.connector.pace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.TopicProgress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndsOfTopicTest {
  private final EndsOfTopic ends = new EndsOfTopic();

  @Test
  void eventsWaitForTheLiveTableSinceTheyWereThere() {
    ends.add(1_000, Map.of(0, 10L));
    ends.add(2_000, Map.of(0, 12L));

    assertThat(ends.waiting(read(12), 5_000)).isZero();
    assertThat(ends.waiting(read(10), 5_000)).isEqualTo(Duration.ofSeconds(3));
    assertThat(ends.waiting(read(9), 5_000)).isEqualTo(Duration.ofSeconds(4));
  }

  /** A replay whose definition joins one more topic would be kept at its floor for ever. */
  @Test
  void nothingWaitsForALiveTableThatDoesNotReadTheTopic() {
    ends.add(1_000, Map.of(0, 10L));

    assertThat(ends.waiting(Optional.empty(), 5_000)).isZero();
  }

  private static Optional<TopicProgress> read(long to) {
    return Optional.of(
        new TopicProgress("orders", "topic-1", List.of(PartitionProgress.unmoved(0, to))));
  }
}
