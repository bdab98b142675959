package dev.tidemark.local;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Starts or ends processes at once, as each waits for another process most of its time. */
final class Parallel {
  private Parallel() {}

  /** Runs all, waits for all, and throws what the first of them threw, the others suppressed. */
  static void run(List<Runnable> tasks) {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> futures = new ArrayList<>();
      tasks.forEach(t -> futures.add(threads.submit(t)));
      @Nullable RuntimeException first = null;
      for (Future<?> future : futures) {
        try {
          future.get();
        } catch (ExecutionException e) {
          RuntimeException failure = unchecked(e.getCause());
          if (first == null) {
            first = failure;
          } else {
            first.addSuppressed(failure);
          }
        }
      }
      if (first != null) {
        throw first;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException("Interrupted while services start or end. Start again.", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static RuntimeException unchecked(@Nullable Throwable cause) {
    return cause instanceof RuntimeException r ? r : new CompletionException(cause);
  }
}
