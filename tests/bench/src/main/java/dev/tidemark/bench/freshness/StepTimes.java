package dev.tidemark.bench.freshness;

import dev.tidemark.bench.Spread;
import java.util.List;

/** How long one step took over all epochs, milliseconds. */
public record StepTimes(long p50, long p90, long p99, long max) {
  static StepTimes of(List<Long> values) {
    long[] sorted = values.stream().mapToLong(Long::longValue).sorted().toArray();
    return new StepTimes(
        Spread.quantile(sorted, 0.5),
        Spread.quantile(sorted, 0.9),
        Spread.quantile(sorted, 0.99),
        sorted[sorted.length - 1]);
  }
}
