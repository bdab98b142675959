package dev.tidemark.control.promote;

import dev.tidemark.control.Console;
import dev.tidemark.control.move.MoveCommand;
import dev.tidemark.control.move.Moved;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Marker;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidemark undo}: gives the lead back. */
@Command(
    name = "undo",
    description = {
      "Take the last promote, hold or rollback back: the run that led before it leads again.",
      "One commit. Undoing a promote twice is doing it again, so after a command that was killed,"
          + " look at `tidemark history --moves` first. A hold or rollback that was undone is done"
          + " again by its own command."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark undo shop.order_lines",
      "  tidemark undo order_lines --allow-regress     at once, although readers lose some events"
    })
public final class UndoCommand extends MoveCommand {
  @Option(
      names = "--timeout",
      paramLabel = "D",
      defaultValue = "1m",
      description = "How long to wait while that run is behind; default ${DEFAULT-VALUE}.")
  private Duration timeout = Duration.ZERO;

  @Option(
      names = "--allow-regress",
      description = "Do it although that run is behind: readers see fewer events for a while.")
  private boolean allowRegress;

  public UndoCommand(Console console) {
    super(console);
  }

  @Override
  protected void move(Moved table) throws InterruptedException {
    LiveTable live = table.live();
    live.leadBefore()
        .ifPresent(run -> table.note("Giving the lead of %s to %s.".formatted(table.name(), run)));
    Marker last = live.lastMove();
    Marker marker =
        new Patience(table.console(), timeout)
            .until(() -> live.undo(last, table.by(), allowRegress));
    table.print(marker, table.undo());
    live.lead()
        .ifPresent(
            run ->
                table.liftQuota(run, "run `tidemark promote %s %s`".formatted(table.name(), run)));
    table.noteIfIdle();
  }
}
