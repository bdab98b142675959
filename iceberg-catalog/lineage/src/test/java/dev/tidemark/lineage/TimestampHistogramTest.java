package dev.tidemark.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimestampHistogramTest {
  private static final long SEED = Long.getLong("seed", 20260822L);
  private static final double[] QUANTILES = {0, 0.01, 0.1, 0.5, 0.9, 0.99, 1};

  private final Random random = new Random(SEED);

  @Test
  void quantileIsAtMostOneBucketBelowTheExactOne() {
    for (int round = 0; round < 300; round++) {
      long[] timestamps = timestamps();
      TimestampHistogram histogram = of(timestamps);
      Arrays.sort(timestamps);
      for (double q : QUANTILES) {
        int rank = Math.max(1, (int) Math.ceil(q * timestamps.length));
        long exact = timestamps[rank - 1];
        assertThat(histogram.quantile(q))
            .as("seed %d, round %d, q %s", SEED, round, q)
            .isLessThanOrEqualTo(exact)
            .isGreaterThan(exact - histogram.width());
      }
      assertThat(histogram.min()).isEqualTo(timestamps[0]);
      assertThat(histogram.max()).isEqualTo(timestamps[timestamps.length - 1]);
    }
  }

  @Test
  void mergedInAnyOrderIsTheSameAsCountedInOne() {
    for (int round = 0; round < 300; round++) {
      long[] all = timestamps();
      TimestampHistogram merged = new TimestampHistogram();
      TimestampHistogram reversed = new TimestampHistogram();
      int parts = 1 + random.nextInt(5);
      for (int part = 0; part < parts; part++) {
        merged.merge(part(all, part, parts));
        reversed.merge(part(all, parts - 1 - part, parts));
      }
      assertThat(merged.toBytes())
          .as("seed %d, round %d", SEED, round)
          .isEqualTo(of(all).toBytes())
          .isEqualTo(reversed.toBytes());
    }
  }

  @Test
  void bytesReadBack() {
    TimestampHistogram histogram = of(timestamps());

    assertThat(TimestampHistogram.fromBytes(histogram.toBytes()).toBytes())
        .isEqualTo(histogram.toBytes());
    assertThat(TimestampHistogram.fromBytes(new TimestampHistogram().toBytes()).total()).isZero();
  }

  @Test
  void anySpanFits() {
    TimestampHistogram histogram = of(Long.MAX_VALUE, -1, 0, 1_700_000_000_000L, Long.MIN_VALUE);

    assertThat(histogram.total()).isEqualTo(5);
    assertThat(histogram.toBytes().length).isLessThanOrEqualTo(25 + 128 * 8);
    assertThat(histogram.min()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void otherBytesAreRefused() {
    assertThatThrownBy(() -> TimestampHistogram.fromBytes(new byte[3]))
        .hasMessage("3 bytes are no timestamp histogram; give the bytes that toBytes wrote.");
  }

  private static TimestampHistogram of(long... timestamps) {
    return part(timestamps, 0, 1);
  }

  private static TimestampHistogram part(long[] timestamps, int part, int parts) {
    TimestampHistogram histogram = new TimestampHistogram();
    for (int i = part; i < timestamps.length; i += parts) {
      histogram.add(timestamps[i]);
    }
    return histogram;
  }

  private long[] timestamps() {
    long span = 1L << random.nextInt(50);
    long from = 1_700_000_000_000L - random.nextLong(span);
    return random.longs(1 + random.nextInt(2000), from, from + span).toArray();
  }
}
