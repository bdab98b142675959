package dev.tidemark.control.example;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Environment;
import dev.tidemark.control.GoneStack;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Notices that the stack of a test was ended meanwhile: its cases would wait until their time is
 * over, and then not know why.
 */
final class StackWatch {
  private static final long LOOK_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

  private final Environment environment;
  private final LongSupplier nanos;
  private long lastLook;

  /**
   * @param nanos a clock that only ever goes on
   */
  StackWatch(Environment environment, LongSupplier nanos) {
    this.environment = environment;
    this.nanos = nanos;
    this.lastLook = nanos.getAsLong();
  }

  /** Looks, but once a second at most. */
  void lookNowAndThen() {
    if (nanos.getAsLong() - lastLook >= LOOK_EVERY_NANOS) {
      look();
    }
  }

  /**
   * Looks.
   *
   * @throws CommandFailure if the stack is gone
   */
  void look() {
    lastLook = nanos.getAsLong();
    GoneStack.in(environment)
        .ifPresent(
            gone -> {
              throw CommandFailure.unreachable(
                  "The test cannot go on. " + gone.fact() + ". " + next(gone));
            });
  }

  private static String next(GoneStack gone) {
    return gone.next() + " Then run the test again.";
  }
}
