package dev.tidemark.control.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MovedTimesTest {
  private static final Instant START = Instant.parse("2026-01-20T08:00:00Z");
  private static final Clock CLOCK = Clock.fixed(START, ZoneOffset.UTC);

  @Test
  void theFirstEventHappensAtTheStartAndTheOthersKeepTheirDistances() {
    EventTimes times = EventTimes.moved(START, 60, CLOCK, new Stop());
    assertThat(at(times, "2011-06-30T08:00:00Z")).isEqualTo(START);
    assertThat(at(times, "2011-06-30T09:00:00Z")).isEqualTo(START.plusSeconds(60));
    assertThat(at(times, "2011-06-30T08:00:30Z")).isEqualTo(START.plusMillis(500));
    assertThat(at(times, "2011-06-30T07:59:00Z")).isEqualTo(START.minusSeconds(1));
  }

  @Test
  @Timeout(20)
  void waitingEndsWhenTheLoadIsStopped() throws InterruptedException {
    var stop = new Stop();
    EventTimes times = EventTimes.moved(START, 1, CLOCK, stop);
    stop.ask();
    times.await(START.plus(Duration.ofDays(1)).toEpochMilli());
    assertThat(stop.isAsked()).isTrue();
  }

  @Test
  void theRestIsEstimatedByTheRateSoFar() {
    assertThat(LoadProgress.remaining(Duration.ofSeconds(10), 0, 0.25))
        .isEqualTo("  about 31 s left");
    assertThat(LoadProgress.remaining(Duration.ofSeconds(10), 0.5, 0.75))
        .isEqualTo("  about 11 s left");
    assertThat(LoadProgress.remaining(Duration.ofSeconds(10), 0, 0.001)).isEmpty();
  }

  private static Instant at(EventTimes times, String original) {
    return Instant.ofEpochMilli(times.of(Instant.parse(original).toEpochMilli()));
  }
}
