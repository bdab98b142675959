package dev.tidemark.control.runs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.control.Console;
import dev.tidemark.control.move.MoveCommand;
import dev.tidemark.control.move.Moved;
import dev.tidemark.control.run.RunRecord;
import dev.tidemark.lineage.LiveTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark retire}: ends a run for good. */
@Command(
    name = "retire",
    description = {
      "End a run for good: its branch goes, and its id is never used again. Undo towards it is not"
          + " possible any more.",
      "Stop its job first (`tidemark stop TABLE/RUN`); a job that goes on fails with a sentence."
          + " What stays: the versions that readers saw (tags tidemark_before_N), the quarantine,"
          + " where the run began and what it left out. Its other versions go with the next expiry"
          + " of snapshots."
    },
    footer = {
      "",
      "Example:",
      "  tidemark retire shop.order_lines r1 --reason 'r2 has proven itself'"
    })
public final class RetireCommand extends MoveCommand {
  @Parameters(index = "1", paramLabel = "RUN", description = "The run to end, like r1.")
  private String run = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept with the table.")
  private String reason = "";

  public RetireCommand(Console console) {
    super(console);
  }

  @Override
  protected void move(Moved table) {
    LiveTable live = table.live();
    boolean ledBefore = live.leadBefore().filter(run::equals).isPresent();
    boolean now = live.retire(run, table.by(), reason);
    table.console().print(table.json() ? json(table, now) : sentence(table, now));
    if (now && ledBefore) {
      table.note("Run %s led before; undo has nowhere to go now.".formatted(run));
    }
    if (RunRecord.in(table.folder(), table.name(), run).seemsToRun()) {
      table.note(
          "Its job still runs, and fails as soon as it has something to commit. End it: tidemark stop %s/%s"
              .formatted(table.name(), run));
    }
    table.liftQuota(run, "repeat the command");
  }

  private String json(Moved table, boolean now) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("table", table.name().toString())
        .put("run", run)
        .put("retired", now ? "now" : "before")
        .toString();
  }

  private String sentence(Moved table, boolean now) {
    return now
        ? "Retired %s/%s. Versions that readers saw of it stay under their tags."
            .formatted(table.name(), run)
        : "%s/%s was retired before. Nothing was changed.".formatted(table.name(), run);
  }
}
