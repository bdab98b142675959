package dev.tidemark.control.load;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks who sends to end after what it is at; whoever waits in it is woken. */
public final class Stop {
  private final CountDownLatch asked = new CountDownLatch(1);

  public void ask() {
    asked.countDown();
  }

  public boolean isAsked() {
    return asked.getCount() == 0;
  }

  /** Waits so long, or until it is asked. */
  public void await(long millis) throws InterruptedException {
    if (millis > 0) {
      asked.await(millis, TimeUnit.MILLISECONDS);
    }
  }
}
