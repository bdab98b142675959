package dev.tidemark.control;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What must still be done when this process is told to end, by Ctrl-C or SIGTERM: both pass over
 * every {@code finally}. Closed, it is not done any more.
 */
public final class AtExit implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook;
  private volatile boolean ending;

  /**
   * @param name of the thread
   * @param what to be done within seconds
   */
  public AtExit(String name, Runnable what) {
    this.hook =
        new Thread(
            () -> {
              ending = true;
              what.run();
            },
            name);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private AtExit(String name, Runnable ask, Runnable tooLate) {
    this.hook =
        new Thread(
            () -> {
              ending = true;
              ask.run();
              if (!isClosedInTime()) {
                tooLate.run();
              }
            },
            name);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Asks whoever works to end in order: the process goes on ending when that has closed this, or
   * after ten seconds.
   *
   * @param name of the thread
   * @param tooLate says how things stand, if it has not ended in time
   */
  public static AtExit asking(String name, Runnable ask, Runnable tooLate) {
    return new AtExit(name, ask, tooLate);
  }

  private boolean isClosedInTime() {
    try {
      return closed.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException never) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Does not return if the process is ending: whoever finds that a child has ended must not report
   * as a failure what the process did itself.
   */
  public void awaitEndIfEnding() throws InterruptedException {
    if (ending) {
      new CountDownLatch(1).await();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException endingAlready) {
      // It runs, and does what it must.
    }
  }
}
