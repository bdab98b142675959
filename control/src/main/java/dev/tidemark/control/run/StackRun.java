package dev.tidemark.control.run;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.flink.FlinkRest;
import java.time.Duration;
import java.util.Optional;

/** A run on a stack's own cluster, which ends when the stack does. */
public final class StackRun {
  private final RunRecord record;

  public StackRun(RunRecord record) {
    this.record = record;
  }

  /**
   * Stops it with a savepoint, from which its next run goes on. What cannot be stopped holds nobody
   * up: the stack ends all the same.
   *
   * @return what was done, and how the run goes on
   */
  public String stop(Duration patience) throws InterruptedException {
    String name = record.table() + "/" + record.run();
    String again =
        "tidemark run %s --run %s --target cluster"
            .formatted(
                StackOptions.quoted(record.definition().orElse(record.table().table())),
                record.run());
    // Asked for before: a job that could not be stopped may have ended, and Flink with it.
    String checkpoint = newestCheckpoint().orElse("PATH");
    try {
      String savepoint = Stopping.stop(record, patience);
      return "Stopped %s, which ran on the stack's Flink. `%s` goes on from its savepoint %s."
          .formatted(name, again, savepoint);
    } catch (CommandFailure failed) {
      return "%s ran on the stack's Flink and ends without a savepoint: %s To go on: `%s --from-checkpoint %s`, %s"
          .formatted(
              name,
              failed.getMessage(),
              again,
              checkpoint,
              checkpoint.equals("PATH")
                  ? "with its newest checkpoint in the stack's storage."
                  : "or a newer one beside it.");
    }
  }

  /** Only advice hangs on it: a Flink that has something against the question may still stop. */
  private Optional<String> newestCheckpoint() {
    try {
      return record
          .restUrl()
          .flatMap(url -> new FlinkRest(url).newestCheckpoint(record.jobId().orElse("")));
    } catch (CommandFailure unsaid) {
      return Optional.empty();
    }
  }
}
