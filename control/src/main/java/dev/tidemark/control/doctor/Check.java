package dev.tidemark.control.doctor;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One look at something that may never answer, on a thread of its own: a client that goes on trying
 * is left behind, and ends with the process.
 */
final class Check {
  private final String what;
  private final String address;
  private final String next;
  private final FutureTask<Finding> work;
  private final long begun = System.nanoTime();

  private Check(String what, String address, String next, FutureTask<Finding> work) {
    this.what = what;
    this.address = address;
    this.next = next;
    this.work = work;
  }

  /**
   * Begins to look.
   *
   * @param next what to do if there is no answer
   */
  static Check begin(String what, String address, String next, Callable<Finding> look) {
    var work = new FutureTask<Finding>(look);
    var check = new Check(what, address, next, work);
    var thread = new Thread(work, "look-at-" + what);
    thread.setDaemon(true);
    thread.start();
    return check;
  }

  /**
   * What was found.
   *
   * @param within since the beginning
   */
  Finding finding(Duration within) throws InterruptedException {
    try {
      long left = within.toNanos() - (System.nanoTime() - begun);
      return work.get(Math.max(0, left), TimeUnit.NANOSECONDS);
    } catch (TimeoutException silent) {
      work.cancel(true);
      return Finding.fail(
          what, "%s does not answer within %d s".formatted(address, within.toSeconds()), next);
    } catch (ExecutionException failed) {
      return Finding.fail(what, "%s: %s".formatted(address, failed.getCause()), next);
    }
  }
}
