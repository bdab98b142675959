package dev.tidemark.control.horizon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.TwoRuns;
import dev.tidemark.lineage.Exclusion;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.MissingEvents;
import dev.tidemark.lineage.RecoveryPoints;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two points: the first holds events below 10 of partition 0, the second those below 20. */
class PointChoiceTest {
  @TempDir Path folder;
  private final Instant now = Instant.now();
  private TwoRuns runs;
  private LiveTable table;

  @BeforeEach
  void takeTwoPoints() throws Exception {
    runs = new TwoRuns(folder);
    table = LiveTable.open(runs.catalog(), runs.table().name());
    RecoveryPoints points = table.recoveryPoints();
    runs.commit("r1", 10);
    points.add("r1", 1, "s3://b/savepoint-1", now.minus(Duration.ofMinutes(30)), false);
    runs.commit("r1", 20);
    points.add("r1", 2, "s3://b/savepoint-2", now.minus(Duration.ofMinutes(15)), false);
  }

  @AfterEach
  void close() throws Exception {
    runs.close();
  }

  @Test
  void theNewestServes() {
    assertThat(chosen()).isEqualTo(2);
  }

  @Test
  void aPointThatHoldsWhatTheRunIsToLeaveOutDoesNotServe() {
    assertThat(chosen(range(12, 15))).isEqualTo(1);
    assertThat(chosen(range(20, 25))).isEqualTo(2);
  }

  @Test
  void aPointThatHoldsWhatTheTableLeavesOutDoesNotServe() {
    table.exclude(List.of(range(12, 15)), "ann", "bad prices");

    assertThat(chosen()).isEqualTo(1);
  }

  @Test
  void withoutAPointThatServesItSaysWhatTheNewestHolds() {
    assertThatThrownBy(() -> chosen(range(5, 8)))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("Cannot replay shop.order_lines from -0s: of the newest recovery")
        .hasMessageContaining("it holds events of ")
        .hasMessageContaining("which are left out");
  }

  private long chosen(Exclusion... alsoLeftOut) {
    var topics =
        new BeginningOfTopics(
            "cluster-1",
            Map.of("order-lines", new MissingEvents.Left(TwoRuns.TOPIC_ID, List.of(0L))));
    return PointChoice.of(table, topics, List.of(alsoLeftOut))
        .choose("-0s", now)
        .point()
        .checkpoint();
  }

  private static Exclusion range(long from, long to) {
    return new Exclusion("order-lines", TwoRuns.TOPIC_ID, 0, from, to);
  }
}
