package dev.tidemark.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointRulesTest {
  @Test
  void allProblemsAreReportedAtOnceWithTheirReasons() {
    Configuration settings = CheckpointProfile.SECOND.configuration();
    settings.setString("execution.checkpointing.mode", "AT_LEAST_ONCE");
    settings.setString("execution.checkpointing.unaligned.enabled", "true");
    assertThatThrownBy(() -> CheckpointRules.check(settings))
        .isInstanceOf(InvalidCheckpointSettingsException.class)
        .hasMessage(
            "Cannot run with these checkpoint settings: 2 problems. Use one of the profiles"
                + " quarter-second, second, ten-seconds, minute.\n"
                + "  execution.checkpointing.mode: found AT_LEAST_ONCE, accepted is EXACTLY_ONCE,"
                + " since barriers that are not waited for let records of the next epoch into this"
                + " one's files, so a tidemark would miscount them and a restart would write them"
                + " twice\n"
                + "  execution.checkpointing.unaligned.enabled: found true, accepted is false,"
                + " since an unaligned barrier overtakes rows in flight: a tidemark counts them in"
                + " epoch n, but they would be written in a later one");
  }

  @ParameterizedTest
  @CsvSource({
    "execution.checkpointing.interval, 0 s",
    "execution.checkpointing.interval-during-backlog, 0 s",
    "execution.checkpointing.mode, AT_LEAST_ONCE",
    "execution.checkpointing.unaligned.enabled, true",
    "execution.checkpointing.unaligned.forced, true",
    "execution.checkpointing.checkpoints-after-tasks-finish, false",
    "execution.checkpointing.externalized-checkpoint-retention, DELETE_ON_CANCELLATION",
    "execution.checkpointing.externalized-checkpoint-retention, NO_EXTERNALIZED_CHECKPOINTS",
  })
  void eachOfTheseAloneIsRefused(String key, String value) {
    Configuration settings = CheckpointProfile.SECOND.configuration();
    settings.setString(key, value);
    assertThat(CheckpointRules.problems(settings))
        .singleElement()
        .asString()
        .startsWith(key + ": found ")
        .contains(", accepted is ", ", since ");
  }

  @Test
  void settingsWithoutAnIntervalAreRefused() {
    assertThat(CheckpointRules.problems(new Configuration()))
        .anyMatch(problem -> problem.startsWith("execution.checkpointing.interval: found nothing"));
  }

  @Test
  void aValueThatFlinkCannotReadIsAProblemAndNoCrash() {
    Configuration settings = CheckpointProfile.SECOND.configuration();
    settings.setString("execution.checkpointing.mode", "SOMETIMES");
    assertThat(CheckpointRules.problems(settings))
        .singleElement()
        .asString()
        .startsWith("execution.checkpointing.mode: Could not parse value 'SOMETIMES'");
  }

  @Test
  void otherSettingsAreNobodysBusinessHere() {
    Configuration settings = CheckpointProfile.MINUTE.configuration();
    settings.setString("execution.checkpointing.dir", "s3://bucket/checkpoints");
    settings.setString("execution.checkpointing.interval-during-backlog", "5 min");
    assertThatCode(() -> CheckpointRules.check(settings)).doesNotThrowAnyException();
  }
}
