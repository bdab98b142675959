package dev.tidemark.compare.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HashIndexTest {
  private final HashIndex index = new HashIndex();

  /** The upper half chooses the place: few of them make long ways to the next free one. */
  @Test
  void itAgreesWithAMapHoweverManyHaveTheSamePlace() {
    Random random = new Random(17);
    Map<RowHash, Integer> expected = new HashMap<>();
    for (int i = 0; i < 200_000; i++) {
      var hash = new RowHash((long) random.nextInt(40_000) << 3, (long) random.nextInt(8) << 24);
      int number = 1 + random.nextInt(HashIndex.LARGEST);
      index.putMax(hash.high(), hash.low(), number);
      expected.merge(hash, number, Math::max);
    }

    expected.forEach(
        (hash, number) -> assertThat(index.get(hash.high(), hash.low())).isEqualTo(number));
    assertThat(index.get(7, 0)).isZero();
    assertThat(index.get(8, 9L << 24)).isZero();
  }

  @Test
  void hashesThatDifferInAnyBitThatIsKeptAreTwo() {
    long high = 0x0123456789abcdefL;
    long low = 0xfedcba9876543210L;
    index.putMax(high, low, 7);

    for (int bit = 0; bit < 64; bit++) {
      assertThat(index.get(high ^ 1L << bit, low)).as("bit %d of the upper half", bit).isZero();
    }
    for (int bit = 24; bit < 64; bit++) {
      assertThat(index.get(high, low ^ 1L << bit)).as("bit %d of the lower half", bit).isZero();
    }
    assertThat(index.get(high, low)).isEqualTo(7);
  }

  @Test
  void numbersAreFromOneToTheLargest() {
    index.putMax(1, 1, HashIndex.LARGEST);
    assertThat(index.get(1, 1)).isEqualTo(HashIndex.LARGEST);

    assertThatThrownBy(() -> index.putMax(1, 1, 0))
        .hasMessage("Number 0 is not from 1 to 16777215.");
    assertThatThrownBy(() -> index.putMax(1, 1, HashIndex.LARGEST + 1))
        .hasMessage("Number 16777216 is not from 1 to 16777215.");
  }
}
