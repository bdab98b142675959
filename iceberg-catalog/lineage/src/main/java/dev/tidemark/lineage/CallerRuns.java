package dev.tidemark.lineage;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs every task where it is submitted. Iceberg hands a commit's few manifests to a pool and then
 * looks for them every 10 ms, in each of its stages; a task that is done before the first look
 * costs no such wait, and an epoch has too few manifests to gain from a pool.
 */
final class CallerRuns extends AbstractExecutorService {
  static final ExecutorService EXECUTOR = new CallerRuns();

  private CallerRuns() {}

  @Override
  public void execute(Runnable task) {
    task.run();
  }

  /** It has no threads, so there is nothing to end. */
  @Override
  public void shutdown() {}

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return false;
  }
}
