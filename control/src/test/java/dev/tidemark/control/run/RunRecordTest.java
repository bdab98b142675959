package dev.tidemark.control.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.definition.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordTest {
  private static final TableName TABLE = TableName.parse("shop.order_lines");

  @TempDir Path folder;
  private RunRecord record;

  @BeforeEach
  void start() {
    record = RunRecord.in(folder, TABLE, "r1");
    record.planned(new JobPlan("order_lines", "r1", "second", 1, null, null, Map.of()));
    record.started("http://127.0.0.1:1", "abcdef123456");
  }

  @Test
  void aSavepointWhoseEndNobodyWaitedForIsGoneOnFrom() throws IOException {
    complete(record.checkpoints().resolve("abcdef123456/chk-7"), 1);
    Path late = complete(record.savepoints().resolve("savepoint-abcdef-0123"), 2);

    assertThat(record.restorePoint()).isEqualTo(Optional.of(late.toUri().toString()));
  }

  @Test
  void theNewestCheckpointIsWhereNoSavepointIsNewer() throws IOException {
    complete(record.savepoints().resolve("savepoint-abcdef-0123"), 1);
    complete(record.checkpoints().resolve("abcdef123456/chk-7"), 2);
    Path newest = complete(record.checkpoints().resolve("abcdef123456/chk-8"), 3);
    Files.createDirectories(record.checkpoints().resolve("abcdef123456/chk-9"));

    assertThat(record.restorePoint()).isEqualTo(Optional.of(newest.toUri().toString()));
  }

  @Test
  void ofOneSecondASavepointIsLaterAndOfCheckpointsTheLargerNumber() throws IOException {
    complete(record.checkpoints().resolve("abcdef123456/chk-9"), 1);
    Path ten = complete(record.checkpoints().resolve("abcdef123456/chk-10"), 1);
    complete(record.checkpoints().resolve("abcdef123456/chk-8"), 1);
    assertThat(record.restorePoint()).contains(ten.toUri().toString());

    Path savepoint = complete(record.savepoints().resolve("savepoint-abcdef-0123"), 1);
    assertThat(record.restorePoint()).contains(savepoint.toUri().toString());
  }

  @Test
  void untilItsFirstCheckpointARunIsTheOneItWasToldToGoOnFrom() throws IOException {
    complete(record.checkpoints().resolve("abcdef123456/chk-7"), 1);
    record.planned(plan("s3://b/chk-12"));
    record.started("http://127.0.0.1:1", "bbbbbb123456");
    record.died();
    assertThat(read().restorePoint()).contains("s3://b/chk-12");

    Path first = record.checkpoints().resolve("bbbbbb123456/chk-13");
    Files.createDirectories(first);
    Files.createFile(first.resolve("_metadata"));
    assertThat(read().restorePoint()).contains(first.toUri().toString());
  }

  @Test
  void aClustersRunDoesNotGoOnFromWhatIsLeftOfATimeHere() throws IOException {
    Path here = complete(record.checkpoints().resolve("abcdef123456/chk-7"), 1);
    complete(record.savepoints().resolve("savepoint-abcdef-0123"), 1);
    record.planned(plan(here.toUri().toString()));
    record.startedOnCluster("http://127.0.0.1:1", "cccccc123456");
    record.died();
    assertThat(read().restorePoint()).isEmpty();
  }

  @Test
  void aRunThatIsBackFromAClusterIsLocalAndGoesOnFromWhereItLeft() throws IOException {
    complete(record.checkpoints().resolve("abcdef123456/chk-7"), 1);
    record.startedOnCluster("http://127.0.0.1:1", "cccccc123456");
    assertThat(read().isLocal()).isFalse();
    record.stopped("s3://b/sp");
    record.planned(plan("s3://b/sp"));
    record.started("http://127.0.0.1:1", "dddddd123456");
    record.died();
    assertThat(read().isLocal()).isTrue();
    assertThat(read().restorePoint()).contains("s3://b/sp");
  }

  private static JobPlan plan(String restoreFrom) {
    return new JobPlan("order_lines", "r1", "second", 1, null, restoreFrom);
  }

  /** As the next command finds it. */
  private RunRecord read() {
    return RunRecord.in(folder, TABLE, "r1");
  }

  private static Path complete(Path checkpoint, int second) throws IOException {
    Files.createDirectories(checkpoint);
    Path metadata = Files.writeString(checkpoint.resolve("_metadata"), "");
    Files.setLastModifiedTime(
        metadata, FileTime.from(Instant.parse("2026-01-20T08:00:00Z").plusSeconds(second)));
    return checkpoint;
  }
}
