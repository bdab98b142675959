package dev.tidemark.checkpoint;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;

/**
 * How often a run makes a version of its table, and what follows from that. An epoch is a
 * checkpoint, so the interval is the floor of the table's freshness and sets the number of
 * snapshots.
 *
 * <p>A profile says nothing about how state is stored: that cannot change between a checkpoint and
 * its restore, while a run may change its profile at every restart. {@link StateStore} says it.
 */
public enum CheckpointProfile {
  /** For tables that people watch; four snapshots a second, so keep their history short. */
  QUARTER_SECOND(Duration.ofMillis(250), Duration.ofMinutes(3), 20),
  /** The default. */
  SECOND(Duration.ofSeconds(1), Duration.ofMinutes(3), 10),
  /** For tables read by reports, with large state or many partitions. */
  TEN_SECONDS(Duration.ofSeconds(10), Duration.ofMinutes(5), 5),
  /** For replays that are far behind, and tables where minutes do not matter. */
  MINUTE(Duration.ofMinutes(1), Duration.ofMinutes(10), 5);

  /** What a run uses that names none. */
  public static final CheckpointProfile DEFAULT = SECOND;

  /**
   * How long checkpoints may fail one after the other before the job restarts. Storage that is away
   * for a minute is ridden out: the job goes on reading, and the next checkpoint that completes
   * commits everything. A restart would read it all again and find the storage still away.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Duration BACKLOG = Duration.ofSeconds(10);

  private final Duration interval;
  private final Duration timeout;
  private final int retained;

  CheckpointProfile(Duration interval, Duration timeout, int retained) {
    this.interval = interval;
    this.timeout = timeout;
    this.retained = retained;
  }

  /**
   * The profile of this name.
   *
   * @throws IllegalArgumentException with the known names if there is none
   */
  public static CheckpointProfile named(String name) {
    return Arrays.stream(values())
        .filter(profile -> profile.profileName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no checkpoint profile \"%s\". Use one of %s."
                        .formatted(name, String.join(", ", names()))));
  }

  /** All names, from the shortest interval to the longest. */
  public static List<String> names() {
    return Arrays.stream(values())
        .map(CheckpointProfile::profileName)
        .collect(Collectors.toUnmodifiableList());
  }

  /** The name as people write it, like {@code ten-seconds}. */
  public String profileName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public Duration interval() {
    return interval;
  }

  /**
   * The interval while a run says that it is far behind: nobody reads its versions yet, and each
   * commit contends with those of the live run. Ten seconds, or the profile's own if that is
   * longer.
   */
  public Duration intervalDuringBacklog() {
    return interval.compareTo(BACKLOG) > 0 ? interval : BACKLOG;
  }

  /** The settings of a run whose state fits in memory. */
  public Configuration configuration() {
    return configuration(StateStore.HEAP);
  }

  /** A new, changeable set of Flink settings; it passes {@link CheckpointRules}. */
  public Configuration configuration(StateStore store) {
    var settings = new Configuration();
    checkpoints(settings);
    restarts(settings);
    settings.set(StateBackendOptions.STATE_BACKEND, store.backend());
    if (store.isIncremental()) {
      settings.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    }
    return settings;
  }

  private void checkpoints(Configuration settings) {
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval);
    settings.set(
        CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    settings.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
    settings.set(CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS, 1);
    settings.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, timeout);
    settings.set(
        CheckpointingOptions.TOLERABLE_FAILURE_NUMBER,
        (int) Math.max(3, PATIENCE.toMillis() / interval.toMillis()));
    settings.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    settings.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, retained);
  }

  /** Without an end: what makes a job fail for good is refused as terminal by whoever finds it. */
  private static void restarts(Configuration settings) {
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofMillis(200));
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofSeconds(30));
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_BACKOFF_MULTIPLIER, 2.0);
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
        Duration.ofMinutes(2));
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_JITTER_FACTOR, 0.1);
  }
}
