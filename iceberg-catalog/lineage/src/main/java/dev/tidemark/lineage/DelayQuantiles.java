package dev.tidemark.lineage;

/**
 * Commit time minus record timestamp over the records of an epoch, in milliseconds. Each value is
 * at most one bucket of {@link TimestampHistogram} above the exact one, never below it; {@code max}
 * is exact. Negative values mean that a producer's clock is ahead.
 */
public record DelayQuantiles(long p50, long p90, long p99, long max) {

  public DelayQuantiles {
    if (p50 > p90 || p90 > p99 || p99 > max) {
      throw new IllegalArgumentException(
          "Delay quantiles p50 %d, p90 %d, p99 %d, max %d ms must not fall."
              .formatted(p50, p90, p99, max));
    }
  }

  /** The delays that the records of {@code timestamps} have when they become visible. */
  static DelayQuantiles at(long commitMillis, TimestampHistogram timestamps) {
    return new DelayQuantiles(
        commitMillis - timestamps.quantile(0.5),
        commitMillis - timestamps.quantile(0.1),
        commitMillis - timestamps.quantile(0.01),
        commitMillis - timestamps.min());
  }
}
