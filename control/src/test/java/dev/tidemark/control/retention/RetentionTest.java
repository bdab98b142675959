package dev.tidemark.control.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static KeptTopic topic(String policy, String millis, String bytes) {
    Map<String, String> settings =
        Map.of("cleanup.policy", policy, "retention.ms", millis, "retention.bytes", bytes);
    return KeptTopic.of(
        "orders",
        new Config(
            settings.entrySet().stream()
                .map(each -> new ConfigEntry(each.getKey(), each.getValue()))
                .toList()));
  }

  private static Retention of(KeptTopic topic) {
    return new Retention(List.of(topic), List.of());
  }

  @Test
  void topicThatKeepsLessIsNamedWithWhatItKeeps() {
    Retention hour = of(topic("delete", "3600000", "-1"));
    assertThat(hour.shorterThan(Duration.ofHours(1))).isEmpty();
    assertThat(hour.shorterThan(Duration.ofHours(2)))
        .containsExactly("orders keeps its events for 60 min (retention.ms)");
    assertThat(hour.doubts()).isEmpty();
  }

  @Test
  void topicThatDeletesNothingByAgeKeepsForEver() {
    assertThat(of(topic("delete", "-1", "-1")).shorterThan(Duration.ofDays(999))).isEmpty();
    Retention compacted = of(topic("compact", "1000", "1000"));
    assertThat(compacted.shorterThan(Duration.ofDays(999))).isEmpty();
    assertThat(compacted.doubts()).isEmpty();
    assertThat(compacted.compacted()).containsExactly("orders");
  }

  @Test
  void whatNoSettingTellsIsADoubt() {
    assertThat(of(topic("compact,delete", "-1", "1073741824")).doubts())
        .containsExactly(
            "orders drops its oldest events at 1,073,741,824 bytes a partition (retention.bytes), however young they are");
    assertThat(new Retention(List.of(), List.of("secret")).doubts())
        .containsExactly("nobody may read the settings of secret here");
  }
}
