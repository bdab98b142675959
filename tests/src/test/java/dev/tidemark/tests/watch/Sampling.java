package dev.tidemark.tests.watch;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which versions a watcher compares row by row: the first of every attempt, as what a restart does
 * wrong shows there first, and one in five of the others while comparing has taken at most a third
 * of the time since the watcher began.
 *
 * <p>Why not one in five for ever: a version that nobody compacts has the files of all epochs
 * before it, so comparing takes longer with every epoch, whoever awaits a version awaits the
 * comparison, and a long series of faults under load would spend its time on reading. Short series
 * stay below the third. Nothing is lost for good by leaving a version out: rows that are missing,
 * doubled or stale stay so in all later versions, the last of which is always compared, unless the
 * same key is written again. One thread.
 */
final class Sampling {
  private static final int ONE_IN = 5;
  private static final int SHARE = 3;

  private final int phase;
  private final LongSupplier nanos;
  private final long began;
  private long spent;
  private @Nullable String attempt;

  /**
   * @param nanos as {@link System#nanoTime}
   */
  Sampling(long seed, LongSupplier nanos) {
    this.phase = (int) Math.floorMod(seed, (long) ONE_IN);
    this.nanos = nanos;
    this.began = nanos.getAsLong();
  }

  /**
   * @param version its number among those seen, from 0
   */
  boolean takes(int version, String ofAttempt) {
    return !ofAttempt.equals(attempt)
        || (version % ONE_IN == phase && spent <= (nanos.getAsLong() - began) / SHARE);
  }

  /** Compares; an attempt counts as looked at only once this has come to its end. */
  void compare(String ofAttempt, Runnable comparison) {
    long before = nanos.getAsLong();
    try {
      comparison.run();
      attempt = ofAttempt;
    } finally {
      spent += nanos.getAsLong() - before;
    }
  }
}
