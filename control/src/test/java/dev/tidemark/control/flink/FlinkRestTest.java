package dev.tidemark.control.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.control.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlinkRestTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private FakeFlink flink;
  private FlinkRest rest;

  @BeforeEach
  void start() throws IOException {
    flink = new FakeFlink();
    rest = new FlinkRest(flink.url());
  }

  @AfterEach
  void end() {
    flink.close();
  }

  @Test
  void aJobRunsWhenAllItsTasksDo() {
    flink.answers(
        "GET /jobs/overview",
        200,
        "{\"jobs\":[{\"jid\":\"a\",\"name\":\"x\",\"state\":\"RUNNING\",\"tasks\":{\"total\":3,\"running\":2}},"
            + "{\"jid\":\"b\",\"name\":\"y\",\"state\":\"RUNNING\",\"tasks\":{\"total\":3,\"running\":3}},"
            + "{\"jid\":\"c\",\"name\":\"z\",\"state\":\"FAILED\",\"tasks\":{\"total\":3,\"running\":0}}]}");
    List<FlinkRest.Job> jobs = rest.jobs().orElseThrow();
    assertThat(jobs).extracting(FlinkRest.Job::isRunning).containsExactly(false, true, false);
    assertThat(jobs).extracting(FlinkRest.Job::isOver).containsExactly(false, false, true);
  }

  @Test
  void aFlinkThatIsNotReadyOrNotThereHasNoJobsToTellOf() {
    flink.answers("GET /jobs/overview", 503, "{\"errors\":[\"leader election\"]}");
    assertThat(rest.jobs()).isEmpty();
    flink.close();
    assertThat(rest.jobs()).isEmpty();
  }

  @Test
  void metricsOfCoordinatorsAreFoundByTheirNames() {
    String path = "/jobs/j1/vertices/v1/jm-operator-metrics";
    flink
        .answers("GET /jobs/j1", 200, "{\"vertices\":[{\"id\":\"v1\"},{\"id\":\"v2\"}]}")
        .answers(
            "GET " + path,
            200,
            "[{\"id\":\"Source__a.coordinator.enumerator.tidemark.pace.reason\"},{\"id\":\"other\"}]")
        .answers(
            "GET " + path,
            200,
            "[{\"id\":\"Source__a.coordinator.enumerator.tidemark.pace.reason\",\"value\":\"it"
                + " begins\"}]")
        .answers("GET /jobs/j1/vertices/v2/jm-operator-metrics", 200, "[]");
    assertThat(rest.coordinatorMetrics("j1", "tidemark.pace."))
        .containsExactly(Map.of("reason", "it begins"));
    flink.close();
    assertThatThrownBy(() -> rest.coordinatorMetrics("j1", "tidemark.pace."))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("Cannot see the metrics of the job j1 at");
  }

  @Test
  void stoppingWaitsForTheSavepointAndReturnsItsPath() throws Exception {
    flink
        .answers("POST /jobs/j1/stop", 202, "{\"request-id\":\"t1\"}")
        .answers("GET /jobs/j1/savepoints/t1", 200, "{\"status\":{\"id\":\"IN_PROGRESS\"}}")
        .answers(
            "GET /jobs/j1/savepoints/t1",
            200,
            "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"location\":\"file:/s/savepoint-1\"}}");
    assertThat(rest.stopWithSavepoint("j1", "file:/s", PATIENCE)).contains("file:/s/savepoint-1");
    assertThat(flink.requests().get(0))
        .isEqualTo(
            "POST /jobs/j1/stop"
                + " {\"targetDirectory\":\"file:/s\",\"drain\":false,\"formatType\":\"NATIVE\"}");
  }

  @Test
  void aSavepointThatFailedSaysWhyAndThatTheJobGoesOn() {
    flink
        .answers("POST /jobs/j1/stop", 202, "{\"request-id\":\"t1\"}")
        .answers(
            "GET /jobs/j1/savepoints/t1",
            200,
            "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"failure-cause\":{\"stack-trace\":\"java.lang.Exception:"
                + " outer\\n"
                + "\\tat x\\n"
                + "Caused by: java.io.IOException: no space left\\n"
                + "\"}}}");
    assertThatThrownBy(() -> rest.stopWithSavepoint("j1", null, PATIENCE))
        .isInstanceOf(CommandFailure.class)
        .hasMessage(
            "The job j1 made no savepoint and goes on: java.io.IOException: no space left. Try"
                + " again, or see its log.");
  }

  @Test
  void savepointIsDeletedWhenFlinkSaysSoOrThatItIsGone() throws Exception {
    flink
        .answers("POST /savepoint-disposal", 202, "{\"request-id\":\"t1\"}")
        .answers("GET /savepoint-disposal/t1", 200, "{\"status\":{\"id\":\"IN_PROGRESS\"}}")
        .answers(
            "GET /savepoint-disposal/t1",
            200,
            "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{}}")
        .answers(
            "GET /savepoint-disposal/t1",
            200,
            "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"failure-cause\":{\"stack-trace\":\"java.lang.Exception: outer\\nCaused by: java.io.FileNotFoundException: Cannot find checkpoint or savepoint file/directory 's'\\n\"}}}");
    rest.dispose("file:/s", PATIENCE);
    assertThat(flink.requests().get(0))
        .isEqualTo("POST /savepoint-disposal {\"savepoint-path\":\"file:/s\"}");
    rest.dispose("file:/s", PATIENCE);
  }

  @Test
  void savepointThatStaysSaysWhy() {
    flink
        .answers("POST /savepoint-disposal", 202, "{\"request-id\":\"t1\"}")
        .answers(
            "GET /savepoint-disposal/t1",
            200,
            "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"failure-cause\":{\"stack-trace\":\"java.io.IOException: access denied\\n\"}}}");
    assertThatThrownBy(() -> rest.dispose("s3://b/s", PATIENCE))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("Cannot delete the savepoint s3://b/s: java.io.IOException: access denied.");
  }

  @Test
  void aProcessThatEndsWithItsJobLeavesTheSavepointToBeLookedFor() throws Exception {
    flink.answers("POST /jobs/j1/stop", 202, "{\"request-id\":\"t1\"}");
    assertThat(rest.stopWithSavepoint("j1", "file:/s", PATIENCE)).isEmpty();
  }

  @Test
  void aJarIsUploadedAndRunFromASavepointWithoutClaimingIt(@TempDir Path folder) throws Exception {
    Path jar = Files.writeString(folder.resolve("jobs.jar"), "jar's bytes");
    flink
        .answers("POST /jars/upload", 200, "{\"filename\":\"/tmp/web/1_jobs.jar\"}")
        .answers("POST /jars/1_jobs.jar/run", 200, "{\"jobid\":\"j9\"}");
    String id = rest.upload(jar);
    assertThat(
            rest.run(id, new FlinkRest.JarRun("dev.Main", List.of("--run", "r 1"), 3, "s3://b/sp")))
        .isEqualTo("j9");
    assertThat(flink.requests().get(0)).contains("filename=\"jobs.jar\"", "jar's bytes");
    assertThat(flink.requests().get(1))
        .contains(
            "\"entryClass\":\"dev.Main\"",
            "\"parallelism\":3",
            "\"programArgsList\":[\"--run\",\"r 1\"]",
            "\"savepointPath\":\"s3://b/sp\"",
            "\"claimMode\":\"NO_CLAIM\"");
  }

  @Test
  void aRefusalOfFlinkIsReducedToItsInnermostCause(@TempDir Path folder) throws Exception {
    flink.answers(
        "POST /jars/x.jar/run",
        500,
        "{\"errors\":[\"Internal server error.\",\"outer\\n"
            + "Caused by: RunRefused: Run r1 already holds epoch 4.\"]}");
    assertThatThrownBy(
            () -> rest.run("x.jar", new FlinkRest.JarRun("dev.Main", List.of(), 1, null)))
        .hasMessage(
            "Flink at %s answered 500 to /jars/x.jar/run: RunRefused: Run r1 already holds epoch 4."
                .formatted(flink.url()));
  }
}
