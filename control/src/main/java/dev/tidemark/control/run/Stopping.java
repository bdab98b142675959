package dev.tidemark.control.run;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.flink.FlinkRest;
import java.time.Duration;
import java.time.Instant;

/** Stops a run's job with a savepoint, wherever it runs. */
final class Stopping {
  private Stopping() {}

  /** Returns the savepoint's path. */
  static String stop(RunRecord record, Duration patience) throws InterruptedException {
    String name = record.table() + "/" + record.run();
    String url =
        record
            .restUrl()
            .orElseThrow(() -> new CommandFailure("The run " + name + " does not run here."));
    var rest = new FlinkRest(url);
    String jobId = record.jobId().orElse("");
    if (record.job().isEmpty()) {
      record.died();
      throw new CommandFailure(
          "The run %s is over: %s. Start it again with tidemark run %s --run %s; it goes on from its last checkpoint."
              .formatted(
                  name,
                  rest.jobs().isEmpty()
                      ? "nothing answers at " + url
                      : "its job " + jobId + " has ended",
                  record.table().table(),
                  record.run()));
    }
    String folder = record.isLocal() ? record.savepoints().toUri().toString() : null;
    Instant begun = Instant.now();
    String savepoint =
        rest.stopWithSavepoint(jobId, folder, patience)
            .or(() -> record.savepointSince(jobId, begun))
            .orElseThrow(
                () ->
                    CommandFailure.unreachable(
                        "Flink at %s went away while %s was stopped. If the job ended with a savepoint, pass it to tidemark run --from-checkpoint."
                            .formatted(url, name)));
    record.stopped(savepoint);
    return savepoint;
  }
}
