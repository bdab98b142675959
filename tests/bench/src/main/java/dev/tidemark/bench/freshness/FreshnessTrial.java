package dev.tidemark.bench.freshness;

import dev.tidemark.bench.Spread;
import dev.tidemark.bench.job.Side;
import java.util.Map;

/**
 * How old records were when they became visible, milliseconds from the record's timestamp.
 *
 * @param profile of the checkpoints
 * @param records so many were measured
 * @param load the machine's load average right before
 * @param steps where the time of an epoch went
 */
public record FreshnessTrial(
    Side side,
    String profile,
    int pair,
    int records,
    long p50,
    long p90,
    long p99,
    long max,
    double cpuSeconds,
    double load,
    Map<String, StepTimes> steps) {

  static FreshnessTrial of(
      Side side,
      String profile,
      int pair,
      long[] delays,
      double cpuSeconds,
      double load,
      Map<String, StepTimes> steps) {
    long[] sorted = Spread.sorted(delays);
    return new FreshnessTrial(
        side,
        profile,
        pair,
        sorted.length,
        Spread.quantile(sorted, 0.5),
        Spread.quantile(sorted, 0.9),
        Spread.quantile(sorted, 0.99),
        sorted[sorted.length - 1],
        cpuSeconds,
        load,
        steps);
  }
}
