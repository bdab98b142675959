package dev.tidemark.control.example;

import dev.tidemark.control.AtExit;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Removes what a test made in somebody's stack, once: when the test is over, or on Ctrl-C and
 * SIGTERM, which pass over every finally. What cannot be removed is said, and fails nothing.
 */
final class Clearing implements AutoCloseable {
  private static final Duration ON_CTRL_C = Duration.ofSeconds(15);

  private final TestPlace place;
  private final Console console;
  private final FutureTask<Void> work;
  private final AtExit atExit;

  /**
   * @param process ends first, since what still runs makes tables again
   */
  Clearing(ExamplesProcess process, TestPlace place, Console console) {
    this.place = place;
    this.console = console;
    this.work =
        new FutureTask<>(
            () -> {
              process.end();
              place.requireStack();
              place.clear();
              return null;
            });
    this.atExit = new AtExit("clear-test", this::hurry);
  }

  @Override
  public void close() throws InterruptedException {
    work.run();
    try {
      work.get();
    } catch (ExecutionException stays) {
      say(stays.getCause());
    }
    atExit.close();
  }

  /** The end of the process waits for this, so it has an end itself. */
  private void hurry() {
    if (work.isDone()) {
      return;
    }
    var thread = new Thread(work, "clear-test-now");
    thread.setDaemon(true);
    thread.start();
    try {
      work.get(ON_CTRL_C.toMillis(), TimeUnit.MILLISECONDS);
      console.note("Ended early; topics, schemas and tables of this test are removed.");
    } catch (ExecutionException stays) {
      say(stays.getCause());
    } catch (TimeoutException late) {
      say(
          new CommandFailure(
              "They are not removed after %d s.".formatted(ON_CTRL_C.toSeconds()), late));
    } catch (InterruptedException never) {
      Thread.currentThread().interrupt();
    }
  }

  private void say(@Nullable Throwable reason) {
    String sentence =
        reason instanceof CommandFailure ? String.valueOf(reason.getMessage()) : reason + ".";
    console.note(
        "Topics, schemas or tables of this test stay: %s %s".formatted(sentence, place.byHand()));
  }
}
