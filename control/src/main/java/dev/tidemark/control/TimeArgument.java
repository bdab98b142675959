package dev.tidemark.control;

import dev.tidemark.definition.DurationText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** The TIME of a command: a moment with its zone, or how long ago. */
public final class TimeArgument {
  public static final String ACCEPTED =
      "a time with its zone like 2026-01-20T08:00:00Z, or how long ago, like -10m";

  private TimeArgument() {}

  /**
   * The moment.
   *
   * @throws CommandFailure if it cannot be read
   */
  public static Instant time(String text, Instant now) {
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
