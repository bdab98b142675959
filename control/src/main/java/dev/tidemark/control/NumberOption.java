package dev.tidemark.control;

import org.jspecify.annotations.Nullable;

/** Whole numbers that a command is called with. */
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
}
