package dev.tidemark.control.load;

import dev.tidemark.control.Console;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/** Says how far a load is: one line over itself on a terminal, else a line now and then. */
final class LoadProgress {
  private static final long TERMINAL_NANOS = Duration.ofMillis(200).toNanos();
  private static final long PLAIN_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long LOOK_EVERY = 256;

  private final Console console;
  private final DoubleSupplier share;
  private final long start = System.nanoTime();
  private long lastShown = start;
  private long lastLines;

  LoadProgress(Console console, DoubleSupplier share) {
    this.console = console;
    this.share = share;
  }

  void look(Loader loader) {
    if (loader.lines() % LOOK_EVERY != 0) {
      return;
    }
    long now = System.nanoTime();
    if (now - lastShown < (console.isTerminal() ? TERMINAL_NANOS : PLAIN_NANOS)) {
      return;
    }
    double rate = (loader.lines() - lastLines) * 1e9 / (now - lastShown);
    console.progress(
        "%3.0f %%  %,d lines  %,.0f lines/s%s"
            .formatted(
                share.getAsDouble() * 100,
                loader.lines(),
                rate,
                loader.unfit() == 0 ? "" : "  %,d do not fit".formatted(loader.unfit())));
    lastShown = now;
    lastLines = loader.lines();
  }

  Duration took() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
