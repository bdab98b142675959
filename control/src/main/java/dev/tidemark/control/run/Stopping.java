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
      throw isOver(record, name, rest.jobs().isPresent());
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

  private static CommandFailure isOver(RunRecord record, String name, boolean flinkAnswers) {
    String url = record.restUrl().orElse("");
    String again =
        "Start it again with tidemark run %s --run %s"
            .formatted(record.table().table(), record.run());
    if (record.isLocal()) {
      record.died();
      return new CommandFailure(
          "The run %s is over: %s. %s; it goes on from its last checkpoint."
              .formatted(
                  name, flinkAnswers ? "its job has ended" : "nothing answers at " + url, again));
    }
    if (!flinkAnswers) {
      // A cluster's job outlives a JobManager that is away for a moment.
      return CommandFailure.unreachable(
          "Cannot stop %s: Flink at %s does not answer, and its job may still run. Try again when it does."
              .formatted(name, url));
    }
    record.died();
    return new CommandFailure(
        "The run %s is over: Flink at %s has its job no more. %s --target cluster --from-checkpoint PATH, with its newest checkpoint where the cluster keeps them."
            .formatted(name, url, again));
  }
}
