package dev.tidemark.control;

import dev.tidemark.definition.DurationText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whole numbers and durations that a command is called with. */
public final class NumberOption {
  private NumberOption() {}

  /**
   * Refuses a number below the least; null is none given.
   *
   * @throws CommandFailure naming the option
   */
  public static void requireFrom(long least, String option, @Nullable Number value) {
    if (value != null && value.longValue() < least) {
      throw CommandFailure.notUnderstood(
          "%s is %s: accepted is a number from %d on.".formatted(option, value, least));
    }
  }

  /**
   * Refuses a duration that is none; null is none given.
   *
   * @throws CommandFailure naming the option
   */
  public static void requireSome(String option, @Nullable Duration value) {
    if (value != null && (value.isZero() || value.isNegative())) {
      throw CommandFailure.notUnderstood(
          "%s is %s: accepted is a duration longer than that, like 30 s."
              .formatted(option, DurationText.of(value)));
    }
  }
}
