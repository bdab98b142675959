package dev.tidemark.tests.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplingTest {
  private static final String FIRST = "job-0";
  private static final String SECOND = "job-1";

  private final AtomicLong clock = new AtomicLong();
  private final Sampling sampling = new Sampling(2, clock::get);

  @Test
  void oneInFiveIsTakenWhileThatIsCheap() {
    assertThat(taken(0, 15, 10, 1)).containsExactly(0, 2, 7, 12);
  }

  @Test
  void comparingWaitsOnceItHasTakenMoreThanAThirdOfTheTime() {
    // 100 each, and 10 between versions: the first has taken nearly all of the time so far.
    assertThat(taken(0, 45, 10, 100)).containsExactly(0, 22, 42);
  }

  @Test
  void theFirstOfAnAttemptIsTakenWhateverComparingHasTaken() {
    sampling.compare(FIRST, () -> clock.addAndGet(1_000));
    assertThat(sampling.takes(7, FIRST)).isFalse();
    assertThat(sampling.takes(8, SECOND)).isTrue();
  }

  @Test
  void anAttemptWhoseComparisonFailedIsStillToBeCompared() {
    assertThatThrownBy(
            () ->
                sampling.compare(
                    FIRST,
                    () -> {
                      throw new IllegalStateException("storage is away");
                    }))
        .hasMessage("storage is away");
    assertThat(sampling.takes(1, FIRST)).isTrue();
  }

  private List<Integer> taken(int from, int to, long between, long comparing) {
    return IntStream.range(from, to)
        .filter(
            version -> {
              clock.addAndGet(between);
              boolean takes = sampling.takes(version, FIRST);
              if (takes) {
                sampling.compare(FIRST, () -> clock.addAndGet(comparing));
              }
              return takes;
            })
        .boxed()
        .toList();
  }
}
