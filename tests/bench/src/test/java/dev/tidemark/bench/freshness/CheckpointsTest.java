package dev.tidemark.bench.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  @Test
  void timesComeFromTheCoordinatorsLog(@TempDir Path folder) throws IOException {
    Path log = folder.resolve("job.log");
    Files.writeString(
        log,
        """
        1700000000000 INFO  [Checkpoint Timer] CheckpointCoordinator - Triggering checkpoint 3 (type=CheckpointType{name='Checkpoint', sharingFilesStrategy=FORWARD_BACKWARD}) @ 1700000000000 for job 1f.
        1700000000120 INFO  [jobmanager-io-thread-1] CheckpointCoordinator - Completed checkpoint 3 for job 1f (2048 bytes, checkpointDuration=118 ms, finalizationTime=2 ms).
        1700000001000 INFO  [Checkpoint Timer] CheckpointCoordinator - Triggering checkpoint 4 (type=CheckpointType{name='Checkpoint', sharingFilesStrategy=FORWARD_BACKWARD}) @ 1700000001000 for job 1f.
        """);
    Checkpoints checkpoints = Checkpoints.in(log);
    assertThat(checkpoints.knows(3)).isTrue();
    assertThat(checkpoints.completed(3) - checkpoints.triggered(3)).isEqualTo(120);
    assertThat(checkpoints.completed())
        .containsExactly(new Checkpoints.Completed(1_700_000_000_120L, 2048, 118));
    assertThat(checkpoints.knows(4)).as("not complete").isFalse();
  }
}
