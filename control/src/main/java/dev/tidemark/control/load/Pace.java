package dev.tidemark.control.load;

import java.util.concurrent.TimeUnit;

/**
 * Holds a rate. Time that was lost is made up for at most one second, so that a pause of the broker
 * is not followed by a flood.
 */
final class Pace {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private final long nanosPerLine;
  private long due = System.nanoTime();

  private Pace(long nanosPerLine) {
    this.nanosPerLine = nanosPerLine;
  }

  static Pace unlimited() {
    return new Pace(0);
  }

  /**
   * @param lines per second, at least 1
   */
  static Pace perSecond(int lines) {
    return new Pace(SECOND / lines);
  }

  /** Waits until the next line is due. */
  void await() throws InterruptedException {
    if (nanosPerLine == 0) {
      return;
    }
    long now = System.nanoTime();
    due = Math.max(due + nanosPerLine, now - SECOND);
    if (due > now) {
      TimeUnit.NANOSECONDS.sleep(due - now);
    }
  }
}
