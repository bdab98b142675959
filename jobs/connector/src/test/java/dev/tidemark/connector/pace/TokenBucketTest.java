package dev.tidemark.connector.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private final TokenBucket bucket = new TokenBucket();

  @Test
  void letsAsManyThroughInASecondAsAreAllowed() {
    bucket.allow(1_000, 0);
    int taken = 0;
    for (long nanos = 0; nanos <= 1_000_000_000; nanos += 5_000_000) {
      bucket.fill(nanos);
      while (bucket.hasToken()) {
        bucket.take();
        taken++;
      }
    }
    assertThat(taken).isBetween(999, 1_001);
  }

  @Test
  void savesNoMoreThanATenthOfASecond() {
    bucket.allow(1_000, 0);
    bucket.fill(Duration.ofMinutes(5).toNanos());
    int burst = 0;
    while (bucket.hasToken()) {
      bucket.take();
      burst++;
    }
    assertThat(burst).isEqualTo(100);
  }

  @Test
  void asksForTheNextLookWhenItIsWorthIt() {
    bucket.allow(1_000, 0);
    assertThat(bucket.untilWorthIt()).isEqualTo(Duration.ofMillis(10));
    bucket.allow(2, 0);
    assertThat(bucket.untilWorthIt()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void withoutALimitThereIsAlwaysAToken() {
    for (int i = 0; i < 10; i++) {
      assertThat(bucket.hasToken()).isTrue();
      bucket.take();
    }
    assertThat(bucket.isUnlimited()).isTrue();
  }
}
