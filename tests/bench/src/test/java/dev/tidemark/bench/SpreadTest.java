package dev.tidemark.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void theMedianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
    assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(new Spread(2.5, 1, 4));
  }

  @Test
  void aQuantileIsAMeasuredValue() {
    long[] sorted = {10, 20, 30, 40};
    assertThat(Spread.quantile(sorted, 0.5)).isEqualTo(20);
    assertThat(Spread.quantile(sorted, 0.99)).isEqualTo(40);
  }
}
