package dev.tidemark.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** The middle and the ends of some measurements. */
public record Spread(double median, double min, double max) {
  public static Spread of(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("Nothing was measured; measure at least once.");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /** The value that a share of the sorted values is not above (nearest rank). */
  public static long quantile(long[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, Math.min(sorted.length - 1, rank - 1))];
  }

  /** Sorts a copy. */
  public static long[] sorted(long[] values) {
    long[] copy = values.clone();
    Arrays.sort(copy);
    return copy;
  }

  /** Median and, in brackets, the ends. */
  public String text(String format) {
    return "%s (%s–%s)"
        .formatted(
            String.format(Locale.ROOT, format, median),
            String.format(Locale.ROOT, format, min),
            String.format(Locale.ROOT, format, max));
  }
}
