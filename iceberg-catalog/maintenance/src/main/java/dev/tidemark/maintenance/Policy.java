package dev.tidemark.maintenance;

import java.time.Duration;
import java.time.Instant;

/**
 * What is to be kept of a live table.
 *
 * @param versions how long every version is kept, at least
 * @param stretch of older versions, one per stretch of this length is kept
 * @param horizon how long those are kept; no savepoint older than this may be restored
 * @param orphans how old a file must be before it is removed because nothing refers to it
 */
public record Policy(Duration versions, Duration stretch, Duration horizon, Duration orphans) {
  /** An hour of all versions, then one per quarter of an hour for a day. */
  public static final Policy DEFAULT =
      new Policy(
          Duration.ofHours(1), Duration.ofMinutes(15), Duration.ofDays(1), Duration.ofDays(3));

  /** The default, with another horizon: what lies within it is as long at most, orphans as old. */
  public static Policy within(Duration horizon) {
    return new Policy(
        horizon.compareTo(DEFAULT.versions()) < 0 ? horizon : DEFAULT.versions(),
        DEFAULT.stretch(),
        horizon,
        horizon.compareTo(DEFAULT.orphans()) > 0 ? horizon : DEFAULT.orphans());
  }

  /**
   * @throws IllegalArgumentException if the lengths contradict each other
   */
  public Policy {
    require(!versions.isNegative() && !stretch.isNegative(), "A length of time is negative");
    require(!stretch.isZero(), "The stretch that keeps one version is zero long; give one minute");
    require(
        horizon.compareTo(versions) >= 0,
        "The horizon (%s) is shorter than all versions are kept (%s); give a longer one"
            .formatted(horizon, versions));
    require(
        orphans.compareTo(horizon) >= 0,
        ("Orphans would be removed after %s, but a savepoint within the horizon (%s) may still need"
                + " them; give at least the horizon")
            .formatted(orphans, horizon));
  }

  /**
   * What is older may be forgotten: the end of the last stretch that is old enough as a whole.
   *
   * <p>A stretch that is not over by then may yet be found to have its newest version among those
   * that are old enough, where the run paused for the rest of it. So all of its versions stay.
   */
  Instant expiring(Instant now) {
    long old = now.minus(versions).toEpochMilli();
    return Instant.ofEpochMilli(old - Math.floorMod(old, stretch.toMillis()));
  }

  private static void require(boolean fits, String otherwise) {
    if (!fits) {
      throw new IllegalArgumentException(otherwise + ".");
    }
  }
}
