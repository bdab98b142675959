package dev.tidemark.connector.pace;

import java.time.Duration;

/**
 * Lets so many records a second through, with bursts of a tenth of a second. Not thread-safe.
 *
 * <p>The clock is read only when the bucket is empty, so that an allowance above the reader's own
 * speed costs next to nothing.
 */
final class TokenBucket {
  private static final double BURST_SECONDS = 0.1;
  private static final double NANOS = 1e9;

  private double perSecond = Double.POSITIVE_INFINITY;
  private double tokens;
  private long filled;

  /** Sets the rate; what was saved under the old one is lost. */
  void allow(double newPerSecond, long nanos) {
    perSecond = newPerSecond;
    tokens = 0;
    filled = nanos;
  }

  double perSecond() {
    return perSecond;
  }

  boolean isUnlimited() {
    return perSecond == Double.POSITIVE_INFINITY;
  }

  /** Whether a token is there without looking at the clock. */
  boolean hasToken() {
    return tokens >= 1 || isUnlimited();
  }

  /** Adds what has come since it was last filled. */
  void fill(long nanos) {
    double came = (nanos - filled) / NANOS * perSecond;
    tokens = Math.min(Math.max(1, perSecond * BURST_SECONDS), tokens + came);
    filled = nanos;
  }

  /** Takes one that is there. */
  void take() {
    tokens--;
  }

  /**
   * How long an empty bucket takes until it is worth looking again: a hundredth of a second, or one
   * token, whichever is longer.
   */
  Duration untilWorthIt() {
    double wanted = Math.max(1, perSecond * BURST_SECONDS / 10);
    return Duration.ofNanos(
        (long) Math.min(NANOS, Math.max(1, (wanted - tokens) / perSecond * NANOS)));
  }
}
