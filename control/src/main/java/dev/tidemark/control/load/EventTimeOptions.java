package dev.tidemark.control.load;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.TimeArgument;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say when loaded events happen. */
final class EventTimeOptions {
  /** When the loaded events happen. */
  enum When {
    original,
    now
  }

  @Option(
      names = "--event-time",
      paramLabel = "WHEN",
      description =
          "When events happen: ${COMPLETION-CANDIDATES}. original, the default, is what their rows say; now is when they are sent.")
  private @Nullable When when;

  @Option(
      names = "--retime",
      paramLabel = "START",
      description =
          "Move the events, distances kept: the first happens at START (now, a time with its zone, or -10m), and each is sent when its time has come.")
  private @Nullable String start;

  @Option(
      names = "--speed-up",
      paramLabel = "N",
      description = "Events follow each other N times as fast; without --retime, from now on.")
  private @Nullable Double speedUp;

  /**
   * What the options say.
   *
   * @throws CommandFailure if they contradict each other or the mapping
   */
  EventTimes times(Mapping mapping, Clock clock, Stop stop) {
    if (start == null && speedUp == null) {
      return when == When.now ? EventTimes.now(clock) : EventTimes.ORIGINAL;
    }
    if (when != null) {
      throw new CommandFailure(
          "Cannot do both --event-time %s and --retime or --speed-up. Leave --event-time away to move events with their distances."
              .formatted(when));
    }
    if (mapping.eventTime() == null) {
      throw new CommandFailure(
          "Cannot move events by the mapping %s: it has no event-time. Add one, or load without --retime and --speed-up."
              .formatted(mapping.name()));
    }
    double factor = speedUp == null ? 1 : speedUp;
    if (!(factor > 0) || Double.isInfinite(factor)) {
      throw new CommandFailure(
          "Cannot use --speed-up %s: accepted is a number above 0, like 60.".formatted(speedUp));
    }
    Instant now = clock.instant();
    Instant from = start == null || start.equals("now") ? now : TimeArgument.read(start, now);
    return EventTimes.moved(from, factor, clock, stop);
  }
}
