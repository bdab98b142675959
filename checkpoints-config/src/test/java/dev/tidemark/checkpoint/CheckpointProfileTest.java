package dev.tidemark.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckpointProfileTest {
  @Test
  void profilesHaveTheNamesThatPeopleWrite() {
    assertThat(CheckpointProfile.names())
        .containsExactly("quarter-second", "second", "ten-seconds", "minute");
    assertThat(CheckpointProfile.named("quarter-second").interval())
        .isEqualTo(Duration.ofMillis(250));
    assertThat(CheckpointProfile.DEFAULT.profileName()).isEqualTo("second");
  }

  @Test
  void anUnknownProfileIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> CheckpointProfile.named("hour"))
        .hasMessage(
            "There is no checkpoint profile \"hour\". Use one of quarter-second, second,"
                + " ten-seconds, minute.");
  }

  @ParameterizedTest
  @EnumSource
  void everyProfileKeepsTheRulesInEveryStore(CheckpointProfile profile) {
    for (StateStore store : StateStore.values()) {
      assertThat(CheckpointRules.problems(profile.configuration(store))).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyProfileRidesOutAMinuteWithoutStorage(CheckpointProfile profile) {
    Configuration settings = profile.configuration();
    int failures = settings.get(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER);
    assertThat(profile.interval().multipliedBy(failures)).isGreaterThan(Duration.ofMinutes(1));
  }

  @Test
  void settingsAreAFreshCopyEachTime() {
    CheckpointProfile.SECOND
        .configuration()
        .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ZERO);
    assertThat(
            CheckpointProfile.SECOND
                .configuration()
                .get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void onlyRocksDbWritesDifferences() {
    assertThat(
            CheckpointProfile.MINUTE
                .configuration(StateStore.ROCKSDB)
                .get(CheckpointingOptions.INCREMENTAL_CHECKPOINTS))
        .isTrue();
    assertThat(
            CheckpointProfile.MINUTE
                .configuration(StateStore.HEAP)
                .get(CheckpointingOptions.INCREMENTAL_CHECKPOINTS))
        .isFalse();
  }
}
