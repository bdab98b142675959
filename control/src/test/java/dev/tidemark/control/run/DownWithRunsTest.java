package dev.tidemark.control.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.command.Tidemark;
import dev.tidemark.control.flink.FakeFlink;
import dev.tidemark.definition.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code tidemark down} does with runs on the stack's own cluster, which end with it. */
class DownWithRunsTest {
  private static final String JOB = "abcdef0123456789abcdef0123456789";
  private static final String RUNNING =
      "{\"jobs\":[{\"jid\":\"%s\",\"name\":\"x\",\"state\":\"RUNNING\",\"tasks\":{\"total\":1,\"running\":1}}]}"
          .formatted(JOB);

  @TempDir Path folder;
  private final CapturedConsole console = new CapturedConsole();
  private FakeFlink flink;
  private Process keeper;

  @BeforeEach
  void startAStackWithARunOnItsCluster() throws IOException {
    keeper = new ProcessBuilder("sleep", "300").start();
    Files.writeString(
        folder.resolve("keeper.pid"),
        keeper.pid() + " " + keeper.info().startInstant().orElseThrow());
    flink = new FakeFlink();
    flink.answers("GET /jobs/overview", 200, RUNNING);
    record().startedOnCluster(flink.url(), JOB);
  }

  @AfterEach
  void end() {
    keeper.destroyForcibly();
    flink.close();
  }

  @Test
  void aRunOnTheStacksClusterIsStoppedAndTheNextOneGoesOnFromItsSavepoint() {
    flink
        .answers("POST /jobs/" + JOB + "/stop", 202, "{\"request-id\":\"t\"}")
        .answers(
            "GET /jobs/" + JOB + "/savepoints/t",
            200,
            "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"location\":\"s3://b/sp\"}}");

    assertThat(down()).isZero();

    assertThat(record().restorePoint()).contains("s3://b/sp");
    assertThat(console.err())
        .contains(
            "Stopped shop.order_lines/r1, which ran on the stack's Flink. `tidemark run order_lines --run r1 --target cluster` goes on from its savepoint s3://b/sp.");
    assertThat(keeper.isAlive()).isFalse();
  }

  @Test
  void ofARunThatCannotBeStoppedItSaysWhatToTypeToGoOn() {
    flink
        .answers("POST /jobs/" + JOB + "/stop", 500, "{\"errors\":[\"not now\"]}")
        .answers(
            "GET /jobs/" + JOB + "/checkpoints",
            200,
            "{\"latest\":{\"completed\":{\"external_path\":\"s3a://b/%s/chk-7\"}}}".formatted(JOB));

    assertThat(down()).isZero();

    assertThat(record().restorePoint()).isEmpty();
    assertThat(console.err())
        .contains("shop.order_lines/r1 ran on the stack's Flink and ends without a savepoint: ")
        .contains(
            "To go on: `tidemark run order_lines --run r1 --target cluster --from-checkpoint s3a://b/%s/chk-7`, or a newer one beside it."
                .formatted(JOB));
    assertThat(keeper.isAlive()).isFalse();
  }

  @Test
  void aJobThatIsStartingAgainIsNotPassedOver() throws IOException {
    try (var starting = new FakeFlink()) {
      starting
          .answers("GET /jobs/overview", 200, RUNNING.replace("RUNNING", "RESTARTING"))
          .answers("POST /jobs/" + JOB + "/stop", 409, "{\"errors\":[\"it is restarting\"]}");
      record().startedOnCluster(starting.url(), JOB);

      assertThat(down()).isZero();
    }
    assertThat(console.err())
        .contains("shop.order_lines/r1 ran on the stack's Flink and ends without a savepoint: ")
        .contains("it is restarting");
    assertThat(keeper.isAlive()).isFalse();
  }

  @Test
  void aFlinkThatAnswersWithAnErrorDoesNotKeepTheStack() throws IOException {
    try (var broken = new FakeFlink()) {
      broken.answers("GET /jobs/overview", 500, "{\"errors\":[\"out of order\"]}");
      record().startedOnCluster(broken.url(), JOB);

      assertThat(down()).isZero();
    }
    assertThat(console.err())
        .contains(
            "Cannot tell whether shop.order_lines/r1 still runs; the stack ends all the same. Flink at ")
        .contains("out of order");
    assertThat(console.out()).contains("Ended the stack.");
    assertThat(keeper.isAlive()).isFalse();
  }

  @Test
  void withoutAnAnswerAboutItsCheckpointsARunIsStoppedAllTheSame() {
    flink
        .answers("GET /jobs/" + JOB + "/checkpoints", 500, "{\"errors\":[\"out of order\"]}")
        .answers("POST /jobs/" + JOB + "/stop", 202, "{\"request-id\":\"t\"}")
        .answers(
            "GET /jobs/" + JOB + "/savepoints/t",
            200,
            "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"location\":\"s3://b/sp\"}}");

    assertThat(down()).isZero();

    assertThat(record().restorePoint()).contains("s3://b/sp");
    assertThat(keeper.isAlive()).isFalse();
  }

  @Test
  void aDefinitionWithASpaceIsAWordOfTheCommand() {
    flink.answers("POST /jobs/" + JOB + "/stop", 500, "{\"errors\":[\"not now\"]}");
    RunRecord record = record();
    record.planned(new JobPlan("/my tables/lines", "r1", "second", 1, null, null));
    record.startedOnCluster(flink.url(), JOB);

    assertThat(down()).isZero();

    assertThat(console.err())
        .contains("`tidemark run '/my tables/lines' --run r1 --target cluster --from-checkpoint");
  }

  private int down() {
    return Tidemark.run(console.console(), "down", "--dir", folder.toString());
  }

  private RunRecord record() {
    return RunRecord.in(folder, new TableName("shop", "order_lines"), "r1");
  }
}
