package dev.tidemark.control;

import dev.tidemark.definition.DurationText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/** The TIME of a command: a moment with its zone, or how long ago. */
public final class TimeArgument {
  public static final String ACCEPTED =
      "a time with its zone like 2026-01-20T08:00:00Z, or how long ago, like -10m";

  /** Versions bear the times of other machines. */
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

  private TimeArgument() {}

  /**
   * The moment.
   *
   * @throws CommandFailure if it cannot be read, or is yet to come
   */
  public static Instant time(String text, Instant now) {
    return passed(read(text, now), now);
  }

  /**
   * A moment, as long as it is not in the future: of a year that was mistyped, the newest version
   * would be the answer.
   *
   * @throws CommandFailure if it is
   */
  public static Instant passed(Instant moment, Instant now) {
    if (moment.isAfter(now.plus(CLOCKS_DIFFER))) {
      throw new CommandFailure(
          "%s is yet to come: now is %s. Give a time that has passed."
              .formatted(moment, now.truncatedTo(ChronoUnit.SECONDS)));
    }
    return moment;
  }

  /**
   * The moment, be it yet to come.
   *
   * @throws CommandFailure if it cannot be read
   */
  public static Instant read(String text, Instant now) {
    try {
      return text.startsWith("-")
          ? now.minus(DurationText.parse(text.substring(1)))
          : OffsetDateTime.parse(text.strip().replace(' ', 'T')).toInstant();
    } catch (DateTimeException | IllegalArgumentException unreadable) {
      throw new CommandFailure(
          "Cannot read the time \"%s\": accepted is %s.".formatted(text, ACCEPTED), unreadable);
    }
  }
}
