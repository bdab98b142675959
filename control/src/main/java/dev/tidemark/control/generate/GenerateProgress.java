package dev.tidemark.control.generate;

import dev.tidemark.control.Console;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Says how far it is: one line over itself on a terminal, else a line now and then. */
final class GenerateProgress {
  private static final long TERMINAL_NANOS = Duration.ofMillis(200).toNanos();
  private static final long PLAIN_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long LOOK_EVERY = 256;

  private final Console console;
  private final long wanted;
  private final Supplier<Instant> shopsTime;
  private final long start = System.nanoTime();
  private long lastShown = start;
  private long lastEvents;

  /**
   * @param wanted events in all; {@link Long#MAX_VALUE} if time decides
   */
  GenerateProgress(Console console, long wanted, Supplier<Instant> shopsTime) {
    this.console = console;
    this.wanted = wanted;
    this.shopsTime = shopsTime;
  }

  void look(Counts counts) {
    long events = counts.all().events();
    long now = System.nanoTime();
    if (events % LOOK_EVERY != 0
        || now - lastShown < (console.isTerminal() ? TERMINAL_NANOS : PLAIN_NANOS)) {
      return;
    }
    String share = wanted == Long.MAX_VALUE ? "" : "%3d %%  ".formatted(events * 100 / wanted);
    double rate = (events - lastEvents) * 1e9 / (now - lastShown);
    console.progress(
        "%s%,d events  %,.0f events/s  the shop's time is %s"
            .formatted(share, events, rate, shopsTime.get()));
    lastShown = now;
    lastEvents = events;
  }

  Duration took() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
