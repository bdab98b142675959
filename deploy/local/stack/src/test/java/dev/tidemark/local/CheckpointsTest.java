package dev.tidemark.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  @TempDir Path bucket;

  @Test
  void newestOfAllJobsIsFoundByTimeNotByNumber() throws Exception {
    checkpoint("cp/job-a/chk-90", 1_000);
    checkpoint("cp/job-b/chk-7", 2_000);
    checkpoint("cp/job-b/chk-6", 1_500);
    assertThat(latest("s3a://tidemark/cp")).contains("s3a://tidemark/cp/job-b/chk-7");
    assertThat(latest("s3://tidemark/cp/job-a/")).contains("s3://tidemark/cp/job-a/chk-90");
  }

  @Test
  void higherNumberWinsAtTheSameTime() throws Exception {
    checkpoint("cp/chk-9", 1_000);
    checkpoint("cp/chk-10", 1_000);
    assertThat(latest(bucket.resolve("cp").toUri().toString()))
        .contains(bucket.resolve("cp").toUri() + "chk-10");
  }

  @Test
  void checkpointWithoutMetadataIsNotComplete() throws Exception {
    checkpoint("cp/chk-1", 1_000);
    Files.createDirectories(bucket.resolve("cp/chk-2"));
    Files.writeString(bucket.resolve("cp/chk-2/state"), "half");
    Files.createDirectories(bucket.resolve("cp/shared"));
    assertThat(latest("s3://tidemark/cp")).contains("s3://tidemark/cp/chk-1");
    assertThat(latest("s3://tidemark/none")).isEmpty();
  }

  @Test
  void placeOutsideTheStackIsRefused() {
    assertThatThrownBy(() -> latest("hdfs://elsewhere/cp"))
        .hasMessage(
            "hdfs://elsewhere/cp is no place of this stack. Give a URI of scheme s3, s3a or file.");
    assertThatThrownBy(() -> new Checkpoints(Optional.empty()).latest("s3://tidemark/cp"))
        .hasMessage(
            "s3://tidemark/cp is on S3, which this stack does not run. Add Service.S3 to with(…).");
  }

  private Optional<String> latest(String uri) {
    return new Checkpoints(Optional.of(bucket)).latest(uri);
  }

  private void checkpoint(String path, long time) throws Exception {
    Path metadata = Files.createDirectories(bucket.resolve(path)).resolve("_metadata");
    Files.writeString(metadata, "whole");
    Files.setLastModifiedTime(metadata, FileTime.fromMillis(time));
  }
}
