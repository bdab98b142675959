package dev.tidemark.definition;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: a whole number and a unit. */
public final class DurationText {
  public static final String ACCEPTED =
      "a duration with its unit, like 250 ms, 5 s, 2 min, 3 h, 7 d";
  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|min|h|d)");

  private DurationText() {}

  /**
   * Reads the written form; the space may be missing and {@code m} is short for {@code min}.
   *
   * @throws IllegalArgumentException for anything but the {@link #ACCEPTED} forms
   */
  public static Duration parse(String text) {
    Matcher written = WRITTEN.matcher(text.strip());
    if (!written.matches()) {
      throw new IllegalArgumentException(
          "Cannot read the duration \"%s\": accepted is %s.".formatted(text, ACCEPTED));
    }
    long number = Long.parseLong(written.group(1));
    return switch (written.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> Duration.ofMinutes(number);
    };
  }

  /** Writes a duration for people: at most two digits of precision below ten, one unit. */
  public static String of(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 120_000) {
      return millis % 1_000 == 0 || millis >= 10_000
          ? Math.round(millis / 1_000.0) + " s"
          : Math.round(millis / 100.0) / 10.0 + " s";
    }
    if (millis < 7_200_000) {
      return Math.round(millis / 60_000.0) + " min";
    }
    return millis < 172_800_000
        ? Math.round(millis / 3_600_000.0) + " h"
        : Math.round(millis / 86_400_000.0) + " d";
  }
}
