package dev.tidemark.control.move;

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
    live.lead().ifPresent(this::noteIfIdle);
  }

  /** Of a run whose job is elsewhere nothing is known here. */
  private void noteIfIdle(String lead) {
    RunRecord.all(folder, name).stream()
        .filter(record -> record.run().equals(lead) && !record.seemsToRun())
        .findFirst()
        .ifPresent(
            idle ->
                note(
                    "The job of %s/%s does not run, so readers see nothing new until it does: `tidemark runs %s`."
                        .formatted(name, lead, name)));
  }

  /** Tells people something beside the answer. */
  public void note(String sentence) {
    console.note(sentence);
  }

  /** The command that takes a move back. */
  public String undo() {
    return "tidemark undo " + name;
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
