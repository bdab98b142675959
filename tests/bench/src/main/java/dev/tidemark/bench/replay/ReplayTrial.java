package dev.tidemark.bench.replay;

/**
 * A whole topic into a run's branch.
 *
 * @param kind {@code run} or {@code replay}
 * @param seconds from the moment at which the job runs until its last event was read
 * @param visibleSeconds until the last event is visible on the branch
 * @param cpuSeconds of the job's process, from when it runs until the last event is visible
 * @param load the machine's load average right before
 */
public record ReplayTrial(
    String kind,
    int pair,
    long records,
    double seconds,
    double visibleSeconds,
    double cpuSeconds,
    double load) {
  public double perSecond() {
    return records / seconds;
  }

  public double visiblePerSecond() {
    return records / visibleSeconds;
  }

  public double perCpuSecond() {
    return records / cpuSeconds;
  }
}
