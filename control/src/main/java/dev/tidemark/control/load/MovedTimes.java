package dev.tidemark.control.load;

import java.time.Clock;

/** Original distances between events, from a new start on, so many times as fast. */
final class MovedTimes implements EventTimes {
  private final long start;
  private final double speedUp;
  private final Clock clock;
  private final Stop stop;
  private boolean hasFirst;
  private long first;

  MovedTimes(long start, double speedUp, Clock clock, Stop stop) {
    this.start = start;
    this.speedUp = speedUp;
    this.clock = clock;
    this.stop = stop;
  }

  @Override
  public long of(long original) {
    if (!hasFirst) {
      first = original;
      hasFirst = true;
    }
    return start + Math.round((original - first) / speedUp);
  }

  @Override
  public void await(long time) throws InterruptedException {
    stop.await(time - clock.millis());
  }
}
