package dev.tidemark.checkpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.core.execution.CheckpointingMode;

/**
 * What a tidemark needs of checkpoints. A tidemark says that a version holds exactly the events
 * below its offsets, so at barrier n every record that was read before it must be in the files of
 * epoch n, and none that was read after it.
 */
public final class CheckpointRules {
  private final ReadableConfig settings;
  private final List<String> problems = new ArrayList<>();

  private CheckpointRules(ReadableConfig settings) {
    this.settings = settings;
  }

  /**
   * Checks the settings that a job will really run with.
   *
   * @throws InvalidCheckpointSettingsException with all the problems, each with key, value and
   *     reason
   */
  public static void check(ReadableConfig settings) {
    List<String> problems = problems(settings);
    if (!problems.isEmpty()) {
      throw new InvalidCheckpointSettingsException(problems);
    }
  }

  /** One sentence per broken rule; empty if the settings are good. */
  public static List<String> problems(ReadableConfig settings) {
    var rules = new CheckpointRules(settings);
    rules.checkpointsAreMade();
    rules.eachRecordBelongsToOneEpoch();
    rules.noRecordIsInFlightAtABarrier();
    rules.theLastEpochIsCommitted();
    rules.aStoppedRunCanBeRestored();
    return List.copyOf(rules.problems);
  }

  private void checkpointsAreMade() {
    Duration interval = read(CheckpointingOptions.CHECKPOINTING_INTERVAL).orElse(null);
    if (interval == null || interval.isZero() || interval.isNegative()) {
      refuse(
          CheckpointingOptions.CHECKPOINTING_INTERVAL,
          interval == null ? "nothing" : interval.toMillis() + " ms",
          "an interval like 1 s",
          "an epoch is a checkpoint: without checkpoints nothing ever reaches the table");
    }
    Duration backlog =
        read(CheckpointingOptions.CHECKPOINTING_INTERVAL_DURING_BACKLOG).orElse(null);
    if (backlog != null && backlog.isZero()) {
      refuse(
          CheckpointingOptions.CHECKPOINTING_INTERVAL_DURING_BACKLOG,
          "0 ms",
          "an interval like 1 min",
          "a run that is far behind would commit nothing until it has caught up");
    }
  }

  private void eachRecordBelongsToOneEpoch() {
    CheckpointingMode mode =
        read(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE)
            .orElse(CheckpointingMode.EXACTLY_ONCE);
    if (mode != CheckpointingMode.EXACTLY_ONCE) {
      refuse(
          CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
          mode.name(),
          CheckpointingMode.EXACTLY_ONCE.name(),
          "barriers that are not waited for let records of the next epoch into this one's files, so"
              + " a tidemark would miscount them and a restart would write them twice");
    }
  }

  private void noRecordIsInFlightAtABarrier() {
    for (ConfigOption<Boolean> option :
        List.of(CheckpointingOptions.ENABLE_UNALIGNED, CheckpointingOptions.FORCE_UNALIGNED)) {
      if (read(option).orElse(false)) {
        refuse(
            option,
            "true",
            "false",
            "an unaligned barrier overtakes rows in flight: a tidemark counts them in epoch n, but"
                + " they would be written in a later one");
      }
    }
  }

  private void theLastEpochIsCommitted() {
    if (!read(CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH).orElse(true)) {
      refuse(
          CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH,
          "false",
          "true",
          "the last epoch of a run that ends would never be committed");
    }
  }

  private void aStoppedRunCanBeRestored() {
    ExternalizedCheckpointRetention retention =
        read(CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION)
            .orElse(ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    if (retention != ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION) {
      refuse(
          CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
          retention.name(),
          ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION.name(),
          "a cancelled run would leave nothing to continue from, and its branch would end there");
    }
  }

  /** Empty if not set and without a default; unreadable values are problems of their own. */
  private <T> Optional<T> read(ConfigOption<T> option) {
    try {
      return Optional.ofNullable(settings.get(option));
    } catch (IllegalArgumentException unreadable) {
      problems.add("%s: %s".formatted(option.key(), unreadable.getMessage()));
      return Optional.empty();
    }
  }

  private void refuse(ConfigOption<?> option, String found, String accepted, String reason) {
    problems.add(
        "%s: found %s, accepted is %s, since %s".formatted(option.key(), found, accepted, reason));
  }
}
