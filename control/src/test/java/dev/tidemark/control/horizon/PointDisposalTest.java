package dev.tidemark.control.horizon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.TwoRuns;
import dev.tidemark.control.flink.FakeFlink;
import dev.tidemark.control.flink.FlinkRest;
import dev.tidemark.control.run.RunRecord;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.LeftSavepoint;
import dev.tidemark.lineage.LeftSavepoints;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.RecoveryPoints;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PointDisposalTest {
  private static final TableName TABLE = new TableName("shop", "order_lines");
  private static final String DONE = "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{}}";
  private static final String FAILED =
      "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"failure-cause\":{\"stack-trace\":\"java.io.IOException: access denied\\n\"}}}";

  @TempDir Path folder;
  private final CapturedConsole console = new CapturedConsole();
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private TwoRuns runs;
  private RecoveryPoints points;
  private LeftSavepoints left;
  private FakeFlink flink;

  @BeforeEach
  void makeATable() throws Exception {
    runs = new TwoRuns(folder);
    LiveTable table = LiveTable.open(runs.catalog(), runs.table().name());
    points = table.recoveryPoints();
    left = table.leftSavepoints();
    flink = new FakeFlink();
    flink.answers("POST /savepoint-disposal", 202, "{\"request-id\":\"t1\"}");
  }

  @AfterEach
  void close() throws Exception {
    flink.close();
    runs.close();
  }

  private boolean round() throws InterruptedException {
    return new PointDisposal(points, left, console.console(), TABLE.toString())
        .round(
            new FlinkRest(flink.url()),
            List.of(RunRecord.in(folder, TABLE, "r1")),
            now.minus(Duration.ofDays(1)));
  }

  @Test
  void savepointThatCannotBeDeletedIsReportedAndTriedAgain() throws Exception {
    runs.commit("r1", 10);
    runs.commit("r1", 20);
    points.add("r1", 1, "s3://b/savepoint-1", now.minus(Duration.ofDays(3)), false);
    points.add("r1", 2, "s3://b/savepoint-2", now.minus(Duration.ofDays(2)), false);
    flink
        .answers("GET /savepoint-disposal/t1", 200, FAILED)
        .answers("GET /savepoint-disposal/t1", 200, DONE);

    assertThat(round()).isFalse();
    assertThat(points.list()).hasSize(1);
    assertThat(left.all())
        .extracting(LeftSavepoint::savepoint)
        .containsExactly("s3://b/savepoint-1");
    assertThat(console.err())
        .contains("Forgot the recovery point of shop.order_lines/r1 of ")
        .contains(
            "Cannot delete the savepoint s3://b/savepoint-1: java.io.IOException: access denied. The next round tries again; its files are of no use to anybody.");

    assertThat(round()).isTrue();
    assertThat(left.all()).isEmpty();
    assertThat(points.list()).hasSize(1);
  }

  @Test
  void onlySavepointsThatNobodyWaitsForAnyMoreAreAbandoned() throws Exception {
    flink.answers("GET /savepoint-disposal/t1", 200, DONE);
    var waitedFor = new LeftSavepoint("r1", 7, now, "s3://b/savepoint-7");
    left.note(waitedFor);
    left.note(new LeftSavepoint("r1", 6, now.minus(Duration.ofMinutes(11)), "s3://b/savepoint-6"));

    assertThat(round()).isTrue();

    assertThat(left.all()).containsExactly(waitedFor);
    assertThat(flink.requests().get(0)).contains("s3://b/savepoint-6");
  }

  @Test
  void localFolderThatNothingRefersToGoes() throws Exception {
    runs.commit("r1", 10);
    Path all = RunRecord.in(folder, TABLE, "r1").recoveryPoints();
    for (String name : List.of("savepoint-point", "savepoint-noted", "savepoint-nobodys")) {
      Path savepoint = Files.createDirectories(all.resolve(name));
      Files.setLastModifiedTime(savepoint, FileTime.from(now.minus(Duration.ofMinutes(11))));
    }
    Files.createDirectories(all.resolve("savepoint-young"));
    points.add("r1", 1, "file:" + all.resolve("savepoint-point"), now, false);
    left.note(new LeftSavepoint("r1", 7, now, "file:" + all.resolve("savepoint-noted")));

    assertThat(round()).isTrue();

    assertThat(all.toFile().list())
        .containsExactlyInAnyOrder("savepoint-point", "savepoint-noted", "savepoint-young");
    assertThat(console.err())
        .contains(
            "Deleted the savepoint savepoint-nobodys of shop.order_lines/r1, which no recovery point refers to.");
  }
}
