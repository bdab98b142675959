package dev.tidemark.connector.pace;

import dev.tidemark.connector.plan.Pace;
import dev.tidemark.definition.DurationText;
import java.time.Duration;

/**
 * Decides once a second how fast a replay may read: slow increase while the live table is well,
 * multiplicative decrease when it is not. Not thread-safe.
 *
 * <ul>
 *   <li>It begins slowly and grows by three tenths each second until the live table first suffers,
 *       or the replay reads no faster. What a rate does to the live table shows two or three
 *       seconds later; growing so, it is by then twice what was too much, and not eight times.
 *   <li>The live table suffers if an event has waited for it for four fifths of its objective, or
 *       if the delay of its newest versions is above 1.1 times what is usual without the replay,
 *       and 50 ms more than that (versions differ by as much on their own). The rate then halves,
 *       and is left alone until versions made under the new rate can have been seen.
 *   <li>From then on each second adds a twentieth of the fastest speed seen, and a hundredth only
 *       from four fifths of the rate that was too much last: 99 of 100 of the live table's events
 *       shall not notice that the limit is looked for again and again.
 *   <li>It never goes below a floor, a twentieth of the fastest speed seen in this execution of the
 *       job, so a replay ends, whatever becomes of the live table.
 *   <li>Caught up, or leading: no limit. No lead (the table is held): nobody is kept fresh, and the
 *       replay may be what ends the incident: no limit. Nothing arrives and the live table has all:
 *       nobody waits: no limit until something arrives. A lead that has made no version for a
 *       minute though events wait, with the replay at its floor all that time: it is not the replay
 *       that stops it, so no limit until its next version.
 * </ul>
 *
 * <p>{@code maxRate} holds in all cases but the first two: what arrives has to be read.
 */
final class Governor {
  /** Events a second at the beginning of each execution. */
  static final double BEGINNING = 5_000;

  private static final double LEAST = 200;
  private static final double FLOOR_SHARE = 0.05;
  private static final double STEP_SHARE = 0.05;
  private static final double SLOW_STEP_SHARE = 0.01;

  /** The share of a rate that was too much from which on it is approached slowly. */
  private static final double NEAR = 0.8;

  private static final double START_GROWTH = 1.3;

  /**
   * No limit to a reader, but one that it is told again and again and answers: how far it is would
   * otherwise be known by its versions only, and the end be noticed ten seconds late.
   */
  static final double PLENTY = 1e9;

  private static final double DELAY_GROWTH = 1.1;
  private static final Duration DELAY_NOISE = Duration.ofMillis(50);
  private static final double OBJECTIVE_SHARE = 0.8;

  /** Until a change shows: the epoch under way, the next one, and its commit. */
  private static final Duration UNTIL_SEEN = Duration.ofSeconds(3);

  private static final Duration DEAD_AFTER = Duration.ofMinutes(1);

  /** Events that may be left, plus what arrives in two seconds, when it has caught up. */
  private static final long NEARLY_NOTHING = 1_000;

  /** Events left, plus what arrives in half a minute, from which on it is behind again. */
  private static final long FAR = 100_000;

  private final Pace pace;
  private double rate = BEGINNING;
  private double fastest;
  private boolean starting = true;

  /** The rate at which the live table suffered last. */
  private double tooMuch = Double.POSITIVE_INFINITY;

  private boolean caughtUp;
  private long decreasedAt = Long.MIN_VALUE / 2;
  private long aboveFloorAt;

  Governor(Pace pace, long nowMillis) {
    this.pace = pace;
    this.aboveFloorAt = nowMillis;
  }

  /** The least that it is left with. */
  double floor() {
    return Math.min(pace.maxRate(), Math.max(LEAST, fastest * FLOOR_SHARE));
  }

  Decision decide(Seen seen, long nowMillis) {
    fastest = Math.max(fastest, seen.reading());
    caughtUp =
        caughtUp
            ? seen.left() <= FAR + 30 * seen.arriving()
            : seen.left() <= NEARLY_NOTHING + 2 * seen.arriving();
    if (seen.leads()) {
      return new Decision(Double.POSITIVE_INFINITY, !caughtUp, "it leads");
    }
    if (caughtUp) {
      return new Decision(Double.POSITIVE_INFINITY, false, "it has caught up");
    }
    if (!pace.followsLive()) {
      return unhindered("it follows nothing (pace free)");
    }
    if (!seen.someLead()) {
      return unhindered("no run leads, so main stands still");
    }
    if (seen.nothingArrives() && seen.liveAge().isZero()) {
      return unhindered("nothing arrives, and the live table has all");
    }
    return followLive(seen, nowMillis);
  }

  private Decision unhindered(String reason) {
    return new Decision(Math.min(PLENTY, pace.maxRate()), true, reason);
  }

  /** Nothing could be seen: careful, since nobody knows how the live table is. */
  Decision blind(String why, long nowMillis) {
    if (!caughtUp) {
      decrease(nowMillis);
    }
    return caughtUp
        ? new Decision(Double.POSITIVE_INFINITY, false, "it has caught up")
        : limited("it cannot see the live table: " + why);
  }

  private Decision followLive(Seen seen, long nowMillis) {
    String suffering = suffering(seen);
    if (rate > floor()) {
      aboveFloorAt = nowMillis;
    }
    if (!suffering.isEmpty()) {
      if (nowMillis - aboveFloorAt > DEAD_AFTER.toMillis()
          && seen.leadSilent().compareTo(DEAD_AFTER) > 0) {
        return unhindered("the lead has made no version for " + text(seen.leadSilent()));
      }
      decrease(nowMillis);
      return limited(suffering);
    }
    if (nowMillis - decreasedAt > UNTIL_SEEN.toMillis()) {
      increase(seen);
    }
    return limited("the live table is well");
  }

  private void decrease(long nowMillis) {
    if (nowMillis - decreasedAt > UNTIL_SEEN.toMillis()) {
      tooMuch = rate;
      rate = Math.max(floor(), rate / 2);
      decreasedAt = nowMillis;
      starting = false;
    }
  }

  private void increase(Seen seen) {
    // A rate that it does not use would only be a jump in waiting.
    if (seen.reading() < rate / 2) {
      return;
    }
    if (starting) {
      rate *= START_GROWTH;
    } else {
      double share = rate < tooMuch * NEAR ? STEP_SHARE : SLOW_STEP_SHARE;
      rate += Math.max(LEAST, fastest * share);
    }
  }

  private Decision limited(String reason) {
    rate = Math.min(pace.maxRate(), Math.max(floor(), rate));
    return new Decision(rate, true, reason);
  }

  /** How the live table suffers; empty if it does not. */
  private String suffering(Seen seen) {
    Duration tolerated = Duration.ofMillis((long) (pace.objective().toMillis() * OBJECTIVE_SHARE));
    if (seen.liveAge().compareTo(tolerated) > 0) {
      return "events wait %s for the live table, %s are meant"
          .formatted(text(seen.liveAge()), text(pace.objective()));
    }
    Duration delay = seen.delay();
    Duration usual = seen.usualDelay();
    if (delay != null && usual != null) {
      long limit = (long) (usual.toMillis() * DELAY_GROWTH) + DELAY_NOISE.toMillis();
      if (delay.toMillis() > limit) {
        return "the live table's delay is %s, %s are usual".formatted(text(delay), text(usual));
      }
    }
    return "";
  }

  private static String text(Duration duration) {
    return DurationText.of(duration);
  }
}
