package dev.tidemark.control.horizon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.TwoRuns;
import dev.tidemark.control.flink.FakeFlink;
import dev.tidemark.lineage.LeftSavepoint;
import dev.tidemark.lineage.LeftSavepoints;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.RecoveryPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchCommandTest {
  @TempDir Path folder;
  private final CapturedConsole console = new CapturedConsole();
  private TwoRuns runs;
  private LiveTable table;
  private FakeFlink flink;

  @BeforeEach
  void makeATable() throws Exception {
    runs = new TwoRuns(folder);
    table = LiveTable.open(runs.catalog(), runs.table().name());
    flink = new FakeFlink();
  }

  @AfterEach
  void close() throws Exception {
    flink.close();
    runs.close();
  }

  /** The run {@code gone} was retired while its job idles; the job of r1 makes no savepoint. */
  @Test
  void runsInTroubleKeepOthersNeitherFromTheirPointsNorFromDisposal() throws Exception {
    jobs("gone", "r1", "r2");
    runs.commit("r2", 10);
    makes("gone", "{\"location\":\"s3://b/gone-1\"}");
    makes("r1", "{\"failure-cause\":{\"stack-trace\":\"java.io.IOException: disk full\\n\"}}");
    makes("r2", "{\"location\":\"s3://b/r2-1\"}");
    LeftSavepoints left = table.leftSavepoints();
    Instant longAgo = Instant.now().minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MILLIS);
    left.note(new LeftSavepoint("r1", 7, longAgo, "s3://b/abandoned"));
    flink
        .answers("POST /savepoint-disposal", 202, "{\"request-id\":\"d\"}")
        .answers(
            "GET /savepoint-disposal/d",
            200,
            "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{}}");

    assertThat(runs.run(console, "watch", "shop.order_lines", "--once")).isOne();

    assertThat(table.recoveryPoints().list())
        .extracting(RecoveryPoint::savepoint)
        .containsExactly("s3://b/r2-1");
    assertThat(console.err())
        .contains("Cannot make a recovery point of shop.order_lines/gone: there is no such run")
        .contains("The job r1 made no savepoint and goes on: java.io.IOException: disk full.");
    assertThat(left.all()).extracting(LeftSavepoint::savepoint).containsExactly("s3://b/gone-1");
  }

  @Test
  void roundWithoutTroubleEndsWell() throws Exception {
    jobs("r2");
    runs.commit("r2", 10);
    makes("r2", "{\"location\":\"s3://b/r2-1\"}");

    assertThat(runs.run(console, "watch", "shop.order_lines", "--once")).isZero();
    assertThat(console.out()).contains("shop.order_lines/r2: recovery point at version ");
  }

  /** Runs on a cluster, each with a job of its name. */
  private void jobs(String... names) throws IOException {
    for (String run : names) {
      Path record = Files.createDirectories(folder.resolve("runs/shop.order_lines/" + run));
      Files.write(
          record.resolve("run.properties"),
          List.of("on-cluster=true", "rest-url=" + flink.url(), "job-id=" + run));
    }
    flink.answers(
        "GET /jobs/overview",
        200,
        Stream.of(names)
            .map(
                "{\"jid\":\"%s\",\"state\":\"RUNNING\",\"tasks\":{\"running\":1,\"total\":1}}"
                    ::formatted)
            .collect(Collectors.joining(",", "{\"jobs\":[", "]}")));
  }

  /** How the job's savepoint ends; it is the job's checkpoint 1. */
  private void makes(String job, String operation) {
    String jobs = "/jobs/" + job;
    flink
        .answers("POST " + jobs + "/savepoints", 202, "{\"request-id\":\"s\"}")
        .answers(
            "GET " + jobs + "/savepoints/s",
            200,
            "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":%s}".formatted(operation))
        .answers(
            "GET " + jobs + "/checkpoints",
            200,
            "{\"latest\":{\"savepoint\":{\"id\":1,\"external_path\":\"s3://b/%s-1\"}},\"history\":[]}"
                .formatted(job));
  }
}
