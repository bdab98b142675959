package dev.tidemark.local;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How to run a job's jar on the cluster: its main class and arguments, the parallelism, the
 * checkpoint or savepoint to start from (a URI), and configuration of this job alone.
 */
public record FlinkRun(
    String mainClass,
    List<String> args,
    int parallelism,
    Optional<String> restoreFrom,
    Map<String, String> configuration) {

  public FlinkRun {
    args = List.copyOf(args);
    configuration = Map.copyOf(configuration);
  }

  /** A run from nothing with parallelism 1. */
  public static FlinkRun of(String mainClass, String... args) {
    return new FlinkRun(mainClass, List.of(args), 1, Optional.empty(), Map.of());
  }

  /** The same with another default parallelism. */
  public FlinkRun parallelism(int newParallelism) {
    return new FlinkRun(mainClass, args, newParallelism, restoreFrom, configuration);
  }

  /** The same from a checkpoint or savepoint. */
  public FlinkRun from(String checkpoint) {
    return new FlinkRun(mainClass, args, parallelism, Optional.of(checkpoint), configuration);
  }

  /** The same with one more key of Flink's configuration. */
  public FlinkRun with(String key, String value) {
    Map<String, String> more = new TreeMap<>(configuration);
    more.put(key, value);
    return new FlinkRun(mainClass, args, parallelism, restoreFrom, more);
  }
}
