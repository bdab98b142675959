package dev.tidemark.control.load;

import java.time.Clock;
import java.time.Instant;

/** When loaded events happen, in milliseconds since 1970. One thread. */
interface EventTimes {
  /** Events happen when their row says. */
  EventTimes ORIGINAL = original -> original;

  /** The time of the event whose row says this. */
  long of(long original);

  /** Whether the row must say when. */
  default boolean readRows() {
    return true;
  }

  /** Waits until it is that time, if events are to be sent when they happen. */
  default void await(long time) throws InterruptedException {}

  /** Events happen when they are sent. */
  static EventTimes now(Clock clock) {
    return new EventTimes() {
      @Override
      public long of(long original) {
        return clock.millis();
      }

      @Override
      public boolean readRows() {
        return false;
      }
    };
  }

  /**
   * Events keep their distances: the first one happens at the start, the others as long after it as
   * their rows say, divided by the speed-up. Each is sent when its time has come.
   *
   * @param speedUp how many times as fast
   * @param stop ends waiting
   */
  static EventTimes moved(Instant start, double speedUp, Clock clock, Stop stop) {
    return new MovedTimes(start.toEpochMilli(), speedUp, clock, stop);
  }
}
