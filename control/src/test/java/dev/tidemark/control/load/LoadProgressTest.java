package dev.tidemark.control.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LoadProgressTest {
  @Test
  void aShareIsInWholePercentAndNotMoreThanIsDone() {
    assertThat(LoadProgress.percent(OptionalDouble.of(0.099))).isEqualTo("  9 %  ");
    assertThat(LoadProgress.percent(OptionalDouble.of(1))).isEqualTo("100 %  ");
  }

  @Test
  void nothingIsSaidOfAShareThatNobodyKnows() {
    assertThat(LoadProgress.percent(OptionalDouble.empty())).isEmpty();
  }
}
