package dev.tidemark.control.compare;

import dev.tidemark.control.Console;
import java.time.Duration;

/** Says on a terminal how far a comparison is; elsewhere every half minute. */
final class CompareProgress {
  private static final long TERMINAL_NANOS = Duration.ofMillis(200).toNanos();
  private static final long PLAIN_NANOS = Duration.ofSeconds(30).toNanos();

  private final Console console;
  private long lastShown = System.nanoTime();

  CompareProgress(Console console) {
    this.console = console;
  }

  void read(String what, long rows, long of) {
    long now = System.nanoTime();
    if (now - lastShown < (console.isTerminal() ? TERMINAL_NANOS : PLAIN_NANOS)) {
      return;
    }
    lastShown = now;
    console.progress("%s: %,d of %,d rows".formatted(what, rows, of));
  }
}
