package dev.tidemark.control.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.command.Tidemark;
import dev.tidemark.control.flink.FakeFlink;
import dev.tidemark.definition.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopCommandTest {
  private static final TableName TABLE = new TableName("shop", "order_lines");
  private static final String JOB = "abcdef0123456789abcdef0123456789";
  private static final String RUNNING =
      "{\"jobs\":[{\"jid\":\"%s\",\"name\":\"x\",\"state\":\"RUNNING\",\"tasks\":{\"total\":1,\"running\":1}}]}"
          .formatted(JOB);

  @TempDir Path folder;
  private FakeFlink flink;
  private final CapturedConsole console = new CapturedConsole();

  @BeforeEach
  void start() throws IOException {
    flink = new FakeFlink();
  }

  @AfterEach
  void end() {
    flink.close();
  }

  @Test
  void theSavepointIsPrintedAndTheNextRunGoesOnFromIt() {
    flink
        .answers("GET /jobs/overview", 200, RUNNING)
        .answers("POST /jobs/" + JOB + "/stop", 202, "{\"request-id\":\"t\"}")
        .answers(
            "GET /jobs/" + JOB + "/savepoints/t",
            200,
            "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"location\":\"s3://b/sp\"}}");
    record().startedOnCluster(flink.url(), JOB);
    assertThat(stop("shop.order_lines/r1")).isZero();
    assertThat(console.out())
        .isEqualToIgnoringNewLines("Stopped shop.order_lines/r1. Savepoint: s3://b/sp");
    assertThat(record().restorePoint()).contains("s3://b/sp");
    assertThat(record().restUrl()).isEmpty();
  }

  @Test
  void aLocalProcessThatEndsBeforeItAnswersHasLeftItsSavepointInTheRunsFolder() throws IOException {
    Path older = record().savepoints().resolve("savepoint-abcdef-0");
    Path savepoint = record().savepoints().resolve("savepoint-abcdef-1");
    Path another = record().savepoints().resolve("savepoint-zzzzzz-1");
    complete(older);
    Files.setLastModifiedTime(
        older.resolve("_metadata"), FileTime.from(Instant.now().minusSeconds(60)));
    flink
        .answers("GET /jobs/overview", 200, RUNNING)
        // As Flink does, it writes a savepoint after it was asked for it, however late that is.
        .does("POST /jobs/" + JOB + "/stop", () -> complete(savepoint, another))
        .answers("POST /jobs/" + JOB + "/stop", 202, "{\"request-id\":\"t\"}");
    record().started(flink.url(), JOB);
    assertThat(stop("order_lines/r1")).isZero();
    assertThat(record().restorePoint()).contains(savepoint.toUri().toString());
  }

  @Test
  void aRunThatIsNotHereIsRefused() {
    assertThat(stop("shop.order_lines/r7")).isEqualTo(1);
    assertThat(console.err()).contains("The run shop.order_lines/r7 does not run here. None does.");
  }

  @Test
  void aRunWhoseProcessDiedIsNamedAsOverAndGoesOnFromItsNewestCompleteCheckpoint()
      throws IOException {
    record().started(flink.url(), JOB);
    flink.close();
    Path newest = record().checkpoints().resolve(JOB).resolve("chk-12");
    Files.createDirectories(record().checkpoints().resolve(JOB).resolve("chk-13"));
    complete(newest);
    assertThat(stop("shop.order_lines/r1")).isEqualTo(1);
    assertThat(console.err())
        .contains(
            "The run shop.order_lines/r1 is over: nothing answers at "
                + flink.url()
                + ". Start it"
                + " again with tidemark run order_lines --run r1; it goes on from its last"
                + " checkpoint.");
    assertThat(record().restorePoint()).isEqualTo(Optional.of(newest.toUri().toString()));
  }

  @Test
  void aSavepointIsUsedUntilTheRunHasACheckpointBehindIt() throws IOException {
    RunRecord record = record();
    Path before = record.checkpoints().resolve("aaaa").resolve("chk-7");
    complete(before);
    Files.setLastModifiedTime(
        before.resolve("_metadata"), FileTime.from(Instant.now().minusSeconds(60)));
    record.stopped("s3://b/sp");
    record.planned(new JobPlan("order_lines", "r1", "second", 1, null, "s3://b/sp"));
    record.started(flink.url(), JOB);
    record.died();
    assertThat(record().restorePoint()).contains("s3://b/sp");
    complete(record.checkpoints().resolve(JOB).resolve("chk-1"));
    assertThat(record().restorePoint().orElseThrow()).endsWith("/chk-1/");
  }

  @Test
  void aClusterThatIsAwayForAMomentIsNotTakenForAJobThatIsOver() {
    record().startedOnCluster(flink.url(), JOB);
    String url = flink.url();
    flink.close();

    assertThat(stop("shop.order_lines/r1")).isEqualTo(4);

    assertThat(console.err())
        .contains("Cannot stop shop.order_lines/r1: Flink at " + url + " does not answer");
    assertThat(record().restUrl()).contains(url);
    assertThat(record().jobId()).contains(JOB);
  }

  @Test
  void ofAClustersRunThatIsOverItSaysWhatToGoOnFrom() {
    flink.answers("GET /jobs/overview", 200, "{\"jobs\":[]}");
    record().startedOnCluster(flink.url(), JOB);

    assertThat(stop("shop.order_lines/r1")).isEqualTo(1);

    assertThat(console.err()).contains("--target cluster --from-checkpoint PATH");
    assertThat(record().restUrl()).isEmpty();
  }

  @Test
  void textThatNamesNoRunIsRefused() {
    assertThat(stop("order_lines")).isEqualTo(1);
    assertThat(stop("order_lines/R-1")).isEqualTo(1);
    assertThat(console.err())
        .contains("\"order_lines\" names no run: accepted is TABLE/RUN, like shop.order_lines/r1.")
        .contains(
            "\"R-1\" cannot be the id of a run: accepted are 1 to 63 lower-case letters, digits and"
                + " underscores.");
  }

  private static void complete(Path... checkpoints) {
    try {
      for (Path checkpoint : checkpoints) {
        Files.createDirectories(checkpoint);
        Files.writeString(checkpoint.resolve("_metadata"), "");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RunRecord record() {
    return RunRecord.in(folder, TABLE, "r1");
  }

  private int stop(String run) {
    return Tidemark.run(console.console(), "stop", run, "--dir", folder.toString());
  }
}
