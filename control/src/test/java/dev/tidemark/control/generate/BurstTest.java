package dev.tidemark.control.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BurstTest {
  @Test
  void burstComesAtTheEndOfItsPeriod() {
    Burst burst = Burst.parse("2.5x every 1min for 5 s");
    assertThat(burst).isEqualTo(new Burst(2.5, Duration.ofMinutes(1), Duration.ofSeconds(5)));
    assertThat(burst.factorAt(Duration.ofSeconds(54).toNanos())).isEqualTo(1);
    assertThat(burst.factorAt(Duration.ofSeconds(55).toNanos())).isEqualTo(2.5);
    assertThat(burst.factorAt(Duration.ofSeconds(60).toNanos())).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "10x", "10 every 60s for 5s", "0x every 60s for 5s", "2x every 5s for 5s"})
  void whatIsNoBurstIsRefusedWithTheAcceptedForm(String text) {
    assertThatThrownBy(() -> Burst.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("accepted is a burst like \"10x every 60s for 5s\"");
  }
}
