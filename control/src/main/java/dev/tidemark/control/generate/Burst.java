package dev.tidemark.control.generate;

import dev.tidemark.definition.DurationText;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times at which more happens, in the shop's time.
 *
 * @param factor how many times as much
 * @param every from the begin of one to the begin of the next
 * @param lasting each, at the end of a period: a shop begins calmly
 */
public record Burst(double factor, Duration every, Duration lasting) {
  static final String ACCEPTED = "a burst like \"10x every 60s for 5s\", shorter than its period";
  private static final Pattern WRITTEN =
      Pattern.compile("(\\d{1,4}(?:\\.\\d{1,3})?)x every (.+) for (.+)");

  public Burst {
    if (!(factor > 0) || lasting.isZero() || lasting.compareTo(every) >= 0) {
      throw new IllegalArgumentException(
          "Found %sx every %s for %s: accepted is %s"
              .formatted(factor, DurationText.of(every), DurationText.of(lasting), ACCEPTED));
    }
  }

  /**
   * Reads the written form.
   *
   * @throws IllegalArgumentException for anything else
   */
  static Burst parse(String text) {
    Matcher written = WRITTEN.matcher(text.strip());
    if (!written.matches()) {
      throw new IllegalArgumentException("Found \"%s\": accepted is %s".formatted(text, ACCEPTED));
    }
    return new Burst(
        Double.parseDouble(written.group(1)),
        DurationText.parse(written.group(2)),
        DurationText.parse(written.group(3)));
  }

  /**
   * How many times as much happens.
   *
   * @param nanos since the shop's begin
   */
  double factorAt(long nanos) {
    long inPeriod = nanos % every.toNanos();
    return inPeriod >= every.minus(lasting).toNanos() ? factor : 1;
  }
}
