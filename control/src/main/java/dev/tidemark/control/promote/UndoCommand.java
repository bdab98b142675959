package dev.tidemark.control.promote;

import dev.tidemark.control.AuthorOption;
import dev.tidemark.control.Console;
import dev.tidemark.control.Environment;
import dev.tidemark.control.MainNow;
import dev.tidemark.control.OpenTable;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.TableArgument;
import dev.tidemark.control.quota.ReplayQuota;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Marker;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark undo}: gives the lead back. */
@Command(
    name = "undo",
    description = {
      "Take the last promote, hold or rollback back: the run that led before it leads again.",
      "One commit. Undoing twice is doing it again; after a command that was killed, look at"
          + " `tidemark history` first."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark undo shop.order_lines",
      "  tidemark undo order_lines --allow-regress     at once, although readers lose some events"
    })
public final class UndoCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TABLE", description = "namespace.table, or a built-in definition.")
  private String table = "";

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

  @Option(names = "--json", description = "Print a JSON object.")
  private boolean json;

  @Mixin private AuthorOption author = new AuthorOption();
  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public UndoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    TableName name = TableArgument.name(table);
    Environment environment = stack.environment();
    try (var opened = OpenTable.of(environment, name)) {
      LiveTable live = opened.table();
      live.leadBefore()
          .ifPresent(run -> console.note("Giving the lead of %s to %s.".formatted(name, run)));
      Marker marker =
          new Patience(console, timeout).until(() -> live.undo(author.by(), allowRegress));
      new MainNow(live, marker, "tidemark undo " + name).print(console, json);
      var quota = new ReplayQuota(environment, live, name, console);
      live.lead()
          .ifPresent(run -> quota.lift(run, "run `tidemark promote %s %s`".formatted(name, run)));
    }
    return 0;
  }
}
