package dev.tidemark.control.rollback;

import dev.tidemark.control.AuthorOption;
import dev.tidemark.control.Console;
import dev.tidemark.control.MainNow;
import dev.tidemark.control.OpenTable;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.TableArgument;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.Hold;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Marker;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark hold}: stops {@code main}. */
@Command(
    name = "hold",
    description = {
      "Put a table on hold: readers keep what they see, and nothing newer reaches them until a"
          + " promote. Runs go on committing to their branches; no job is stopped.",
      "One commit; killed at any moment it was done or was not, and may be repeated."
    },
    footer = {"", "Example:", "  tidemark hold shop.order_lines --reason 'prices look wrong'"})
public final class HoldCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TABLE", description = "namespace.table, or a built-in definition.")
  private String table = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why; whoever asks for the table's status reads it.")
  private String reason = "";

  @Option(names = "--json", description = "Print a JSON object.")
  private boolean json;

  @Mixin private AuthorOption author = new AuthorOption();
  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public HoldCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    TableName name = TableArgument.name(table);
    try (var opened = OpenTable.of(stack.environment(), name)) {
      LiveTable live = opened.table();
      Optional<Hold> before = live.held();
      Marker marker = live.hold(author.by(), reason);
      before.ifPresent(
          hold ->
              console.note(
                  "The table was held already, since %s by %s: %s. Nothing was changed."
                      .formatted(hold.since(), hold.by(), hold.why())));
      new MainNow(live, marker, "tidemark undo " + name).print(console, json);
    }
    return 0;
  }
}
