package dev.tidemark.control;

import java.util.concurrent.CountDownLatch;

/**
 * What must still be done when this process is told to end, by Ctrl-C or SIGTERM: both pass over
 * every {@code finally}. Closed, it is not done any more.
 */
public final class AtExit implements AutoCloseable {
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
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException endingAlready) {
      // It runs, and does what it must.
    }
  }
}
