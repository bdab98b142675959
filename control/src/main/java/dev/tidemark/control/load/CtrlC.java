package dev.tidemark.control.load;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ends sending in order when the process is told to end: what was sent is waited for and said. */
public final class CtrlC implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;

  /**
   * @param tooLate says how things stand, if it has not ended in time
   */
  public CtrlC(Stop stop, Runnable tooLate) {
    this.hook = new Thread(() -> end(stop, tooLate), "stop-sending");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void end(Stop stop, Runnable tooLate) {
    stop.ask();
    try {
      if (!done.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        tooLate.run();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** It has ended and said how. */
  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The hook runs, and ends now.
    }
  }
}
