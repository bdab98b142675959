package dev.tidemark.control;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Says what a command waits for: at once on a terminal, where the next line takes its place;
 * elsewhere if it takes longer than a second.
 */
public final class WaitNote implements AutoCloseable {
  private static final long NOT_WORTH_A_WORD_MILLIS = 1_000;

  private final CountDownLatch over = new CountDownLatch(1);

  private WaitNote() {}

  /**
   * Begins to wait.
   *
   * @param what a sentence without its end, like {@code Starting Kafka}
   */
  public static WaitNote begin(Console console, String what) {
    var note = new WaitNote();
    if (console.isTerminal()) {
      console.progress(what + " …");
    } else {
      var thread = new Thread(() -> note.sayIfItTakesLong(console, what), "wait-note");
      thread.setDaemon(true);
      thread.start();
    }
    return note;
  }

  private void sayIfItTakesLong(Console console, String what) {
    try {
      if (!over.await(NOT_WORTH_A_WORD_MILLIS, TimeUnit.MILLISECONDS)) {
        console.progress(what + " …");
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  /** The wait is over. */
  @Override
  public void close() {
    over.countDown();
  }
}
