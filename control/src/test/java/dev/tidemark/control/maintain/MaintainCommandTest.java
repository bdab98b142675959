package dev.tidemark.control.maintain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.TwoRuns;
import dev.tidemark.definition.Recovery;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaintainCommandTest {
  private static final int EPOCHS = 15;

  @TempDir Path folder;
  private final CapturedConsole console = new CapturedConsole();
  private TwoRuns runs;

  @BeforeEach
  void makeATable() throws Exception {
    runs = new TwoRuns(folder);
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      runs.commit("r1", epoch, epoch);
    }
  }

  @AfterEach
  void close() throws Exception {
    runs.close();
  }

  @Test
  void youngVersionsStayAndThereIsNothingToDo() {
    assertThat(run("maintain", "order_lines")).isZero();
    assertThat(console.out())
        .isEqualToIgnoringNewLines(
            "shop.order_lines: nothing to compact; 0 versions forgotten (0 of the quarantine), 0 tagged to stay, 0 tags released; 0 orphans removed");
  }

  @Test
  void dryRunSaysWhatItWouldForgetAndForgetsNothing() throws Exception {
    long before = count();
    assertThat(
            run(
                "maintain",
                "order_lines",
                "--versions",
                "0 s",
                "--horizon",
                "0 s",
                "--one-per",
                "1 ms",
                "--dry-run",
                "--json"))
        .isZero();
    JsonNode json = new ObjectMapper().readTree(console.out());
    assertThat(json.path("table").asText()).isEqualTo("shop.order_lines");
    assertThat(json.path("dryRun").asBoolean()).isTrue();
    assertThat(json.at("/expire/versions").asLong()).isPositive();
    assertThat(count()).isEqualTo(before);
  }

  @Test
  void onlyTheStepsThatAreAskedForAreDone() throws Exception {
    long before = count();
    assertThat(
            run(
                "maintain",
                "order_lines",
                "--only",
                "expire",
                "--versions",
                "0 s",
                "--horizon",
                "0 s",
                "--one-per",
                "1 ms",
                "--json"))
        .isZero();
    JsonNode json = new ObjectMapper().readTree(console.out());
    assertThat(json.has("compact")).isFalse();
    assertThat(json.has("orphans")).isFalse();
    assertThat(json.at("/expire/versions").asLong()).isPositive();
    assertThat(count()).isEqualTo(before - json.at("/expire/versions").asLong());
    assertThat(runs.commit("r1", EPOCHS + 1, EPOCHS + 1)).isNotZero();
  }

  @Test
  void savepointsWithinTheHorizonKeepTheirFiles() {
    assertThat(run("maintain", "order_lines", "--horizon", "7 d", "--orphans-after", "3 d"))
        .isEqualTo(1);
    assertThat(console.err())
        .contains(
            "Orphans would be removed after PT72H, but a savepoint within the horizon (PT168H)");
  }

  @Test
  void horizonIsTheDeclaredOneIfNoOptionSaysOtherwise() {
    runs.table().declare(new Recovery(Duration.ofDays(7), Duration.ofHours(1)));
    assertThat(run("maintain", "order_lines", "--only", "expire", "--orphans-after", "6 d"))
        .isEqualTo(1);
    assertThat(console.err()).contains("a savepoint within the horizon (PT168H)");
    assertThat(run("maintain", "order_lines", "--only", "expire")).isZero();
    runs.table().declare(new Recovery(Duration.ofMillis(1), Duration.ofMillis(1)));
    assertThat(run("maintain", "order_lines", "--only", "expire", "--one-per", "1 ms")).isZero();
    assertThat(console.out()).containsPattern("[1-9]\\d* versions forgotten");
  }

  @Test
  void oneTableInTroubleKeepsNoOtherFromItsMaintenance() {
    assertThat(run("maintain", "shop.nowhere", "order_lines", "--only", "expire")).isEqualTo(1);
    assertThat(console.err()).contains("There is no table shop.nowhere");
    assertThat(console.out()).startsWith("shop.order_lines: 0 versions forgotten");
  }

  private int run(String... arguments) {
    return runs.run(console, arguments);
  }

  private long count() {
    long count = 0;
    for (var snapshot : runs.table().table().snapshots()) {
      count += snapshot == null ? 0 : 1;
    }
    return count;
  }
}
