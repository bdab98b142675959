package dev.tidemark.control.rollback;

import dev.tidemark.control.Console;
import dev.tidemark.control.move.MoveCommand;
import dev.tidemark.control.move.Moved;
import dev.tidemark.lineage.Hold;
import dev.tidemark.lineage.Marker;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidemark hold}: stops {@code main}. */
@Command(
    name = "hold",
    description = {
      "Put a table on hold: readers keep what they see, and nothing newer reaches them until a"
          + " promote. Runs go on committing to their branches; no job is stopped.",
      "One commit; killed at any moment it was done or was not, and may be repeated."
    },
    footer = {"", "Example:", "  tidemark hold shop.order_lines --reason 'prices look wrong'"})
public final class HoldCommand extends MoveCommand {
  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why; whoever asks for the table's status reads it.")
  private String reason = "";

  public HoldCommand(Console console) {
    super(console);
  }

  @Override
  protected void move(Moved table) {
    Optional<Hold> before = table.live().held();
    Marker marker = table.live().hold(table.by(), reason);
    before.ifPresent(
        hold ->
            table.note(
                "The table was held already, since %s by %s: %s. Nothing was changed."
                    .formatted(hold.since(), hold.by(), hold.why())));
    table.print(marker, table.undo());
  }
}
