package dev.tidemark.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeArgumentTest {
  private static final Instant NOW = Instant.parse("2026-01-20T08:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "2026-01-19T08:00:00Z, 2026-01-19T08:00:00Z",
    "2026-01-19 09:00:00+01:00, 2026-01-19T08:00:00Z",
    "-10m, 2026-01-20T07:50:00Z",
    "-2 h, 2026-01-20T06:00:00Z"
  })
  void timesAreReadWithTheirZoneOrAsHowLongAgo(String text, Instant time) {
    assertThat(TimeArgument.time(text, NOW)).isEqualTo(time);
  }

  @Test
  void aTimeToComeIsRefusedButForWhatClocksDiffer() {
    assertThat(TimeArgument.time("2026-01-20T08:00:59Z", NOW)).isAfter(NOW);
    assertThatThrownBy(() -> TimeArgument.time("2030-01-20T08:00:00Z", NOW))
        .hasMessage(
            "2030-01-20T08:00:00Z is yet to come: now is 2026-01-20T08:00:00Z. Give a time that has passed.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", "2026-01-19T08:00:00", "-10", "10m"})
  void otherTimesAreRefusedWithTheAcceptedForms(String text) {
    assertThatThrownBy(() -> TimeArgument.time(text, NOW))
        .isInstanceOf(CommandFailure.class)
        .hasMessage(
            "Cannot read the time \"%s\": accepted is a time with its zone like 2026-01-20T08:00:00Z, or how long ago, like -10m."
                .formatted(text));
  }
}
