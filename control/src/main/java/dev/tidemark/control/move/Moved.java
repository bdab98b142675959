package dev.tidemark.control.move;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.Environment;
import dev.tidemark.control.quota.ReplayQuota;
import dev.tidemark.control.run.RunRecord;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Marker;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The table that a command moves, and who hears of it.
 *
 * @param folder with what is known here of runs and their jobs
 * @param by who types the command
 * @param json whether programs read the answer
 */
public record Moved(
    TableName name,
    Environment environment,
    Path folder,
    LiveTable live,
    String by,
    Console console,
    boolean json) {
  /**
   * Prints what readers see now.
   *
   * @param undo the command that takes it back, if there is anything to
   */
  public void print(Marker marker, @Nullable String undo) {
    new MainNow(live, marker, undo).print(console, json);
  }

  /** Says so if the run that leads now has no job. Of a job that is elsewhere nothing is known. */
  public void noteIfIdle() {
    live.lead()
        .filter(this::isIdle)
        .ifPresent(
            lead ->
                note(
                    "The job of %s/%s does not run, so readers see nothing new until it does: `tidemark runs %s`."
                        .formatted(name, lead, name)));
  }

  private boolean isIdle(String run) {
    try {
      return RunRecord.all(folder, name).stream()
          .anyMatch(record -> record.run().equals(run) && !record.seemsToRun());
    } catch (CommandFailure unknown) {
      // The move was made; what Flink does not tell must not make it look as if it were not.
      return false;
    }
  }

  /** Tells people something beside the answer. */
  public void note(String sentence) {
    console.note(sentence);
  }

  /** The command that takes the last move back; null if it would be refused. */
  public @Nullable String undo() {
    return live.leadBefore().isPresent() ? "tidemark undo " + name : null;
  }

  /**
   * Has Kafka hold a run back no longer, since it leads or is retired.
   *
   * @param again what to do if Kafka cannot be asked now, once it can
   */
  public void liftQuota(String run, String again) {
    new ReplayQuota(environment, live, name, console).lift(run, again);
  }
}
