package dev.tidemark.control.load;

import dev.tidemark.control.Console;
import dev.tidemark.definition.DurationText;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** Says how far a load is: one line over itself on a terminal, else a line now and then. */
final class LoadProgress {
  private static final long TERMINAL_NANOS = Duration.ofMillis(200).toNanos();
  private static final long PLAIN_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long LOOK_EVERY = 256;

  /** Sooner than this the share says too little about the rest. */
  private static final double ESTIMATED_FROM = 0.01;

  private final Console console;
  private final Supplier<OptionalDouble> share;
  private final long start = System.nanoTime();
  private final double firstShare;
  private long lastShown = start;
  private long lastLines;

  /**
   * @param share of what is to be loaded that has been read, 0 to 1, if that is known
   */
  LoadProgress(Console console, Supplier<OptionalDouble> share) {
    this.console = console;
    this.share = share;
    this.firstShare = share.get().orElse(0);
  }

  void look(Loader loader) {
    // A slow load is looked at after every row: its rows may be minutes apart.
    if (loader.lines() % LOOK_EVERY != 0 && loader.lines() > lastLines + LOOK_EVERY) {
      return;
    }
    long now = System.nanoTime();
    if (now - lastShown < (console.isTerminal() ? TERMINAL_NANOS : PLAIN_NANOS)) {
      return;
    }
    double rate = (loader.lines() - lastLines) * 1e9 / (now - lastShown);
    OptionalDouble read = share.get();
    String rest = remaining(Duration.ofNanos(now - start), firstShare, read.orElse(0));
    console.progress(percent(read) + text(loader, rate, rest));
    lastShown = now;
    lastLines = loader.lines();
  }

  static String percent(OptionalDouble share) {
    return share.isEmpty() ? "" : "%3.0f %%  ".formatted(Math.floor(share.getAsDouble() * 100));
  }

  private static String text(Loader loader, double rate, String remaining) {
    return "%,d rows  %,.0f rows/s%s%s"
        .formatted(
            loader.lines(),
            rate,
            remaining,
            loader.unfit() == 0 ? "" : "  %,d do not fit".formatted(loader.unfit()));
  }

  /** How long the rest takes at the mean rate so far; nothing as long as it is a guess. */
  static String remaining(Duration elapsed, double firstShare, double share) {
    double done = share - firstShare;
    if (done < ESTIMATED_FROM || share >= 1) {
      return "";
    }
    Duration left = Duration.ofMillis(Math.round(elapsed.toMillis() * (1 - share) / done));
    return "  about %s left".formatted(DurationText.of(Duration.ofSeconds(left.toSeconds() + 1)));
  }

  Duration took() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
