package dev.tidemark.control.promote;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.definition.DurationText;
import dev.tidemark.lineage.BehindException;
import dev.tidemark.lineage.Marker;
import dev.tidemark.lineage.PartitionLag;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Repeats a promote that is refused because the run is behind, until it is not. Two runs that both
 * keep up overtake each other with every epoch, so there is such a moment soon; which one it is,
 * the commit itself decides.
 */
final class Patience {
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private final Console console;
  private final Duration timeout;

  /**
   * @param timeout zero for a single try
   */
  Patience(Console console, Duration timeout) {
    this.console = console;
    this.timeout = timeout;
  }

  Marker until(Supplier<Marker> move) throws InterruptedException {
    long begun = System.nanoTime();
    long pause = console.progressEvery().toNanos();
    long spoken = begun - pause;
    while (true) {
      try {
        return move.get();
      } catch (BehindException behind) {
        long now = System.nanoTime();
        if (timeout.isZero()) {
          throw behind;
        }
        if (now - begun > timeout.toNanos()) {
          throw CommandFailure.refused(
              "%s Waited %s for it; see with `tidemark status` that its job runs."
                  .formatted(behind.getMessage(), DurationText.of(timeout)),
              behind);
        }
        if (now - spoken >= pause) {
          console.progress(progress(behind, Duration.ofNanos(timeout.toNanos() - (now - begun))));
          spoken = now;
        }
      }
      TimeUnit.NANOSECONDS.sleep(LOOK_EVERY.toNanos());
    }
  }

  private static String progress(BehindException behind, Duration left) {
    return "%,d events behind in %d partitions, waiting for at most %s more"
        .formatted(
            PartitionLag.total(behind.lags()),
            behind.lags().size(),
            DurationText.of(Duration.ofSeconds(left.toSeconds())));
  }
}
