package dev.tidemark.control.horizon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.definition.Recovery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReachTest {
  private static final Instant NOW = Instant.parse("2026-01-20T12:00:00Z");

  private static Instant ago(int hours) {
    return NOW.minus(Duration.ofHours(hours));
  }

  @Test
  void reachIsAllOfItIfVersionsAndAPointAreAsOldAsTheHorizon() {
    Reach reach = Reach.of(Recovery.DEFAULT, ago(25), Optional.of(ago(24)), List.of(), NOW);
    assertThat(reach.text())
        .isEqualTo(
            "declared  24 h back, a recovery point every 15 min%nreached   all of it%n"
                .formatted());
    assertThat(reach.back()).isEqualTo(Duration.ofHours(24));
  }

  @Test
  void everyLimitIsNamed() {
    Reach reach =
        Reach.of(
            Recovery.DEFAULT,
            ago(3),
            Optional.of(ago(5)),
            List.of("orders keeps its events for 4 h (retention.ms)"),
            NOW);
    assertThat(reach.text())
        .endsWith(
            "reached   3 h: the oldest recovery point that serves is 5 h old; the oldest version is 3 h old; orders keeps its events for 4 h (retention.ms)%n"
                .formatted());
  }

  @Test
  void withoutAPointNothingIsReached() {
    Reach reach = Reach.of(Recovery.DEFAULT, ago(30), Optional.empty(), List.of(), NOW);
    assertThat(reach.text()).endsWith("reached   0 ms: no recovery point serves%n".formatted());
  }
}
