package dev.tidemark.control.runs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.control.AuthorOption;
import dev.tidemark.control.Console;
import dev.tidemark.control.Environment;
import dev.tidemark.control.OpenTable;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.TableArgument;
import dev.tidemark.control.quota.ReplayQuota;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.LiveTable;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
public final class RetireCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TABLE", description = "namespace.table, or a built-in definition.")
  private String table = "";

  @Parameters(paramLabel = "RUN", description = "The run to end, like r1.")
  private String run = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept with the table.")
  private String reason = "";

  @Option(names = "--json", description = "Print a JSON object: table, run, retired.")
  private boolean json;

  @Mixin private AuthorOption author = new AuthorOption();
  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public RetireCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    TableName name = TableArgument.name(table);
    Environment environment = stack.environment();
    try (var opened = OpenTable.of(environment, name)) {
      LiveTable live = opened.table();
      if (live.leadBefore().filter(run::equals).isPresent()) {
        console.note(
            "Run %s led before: once it is retired, undo has nowhere to go.".formatted(run));
      }
      boolean now = live.retire(run, author.by(), reason);
      if (json) {
        console.print(
            JsonNodeFactory.instance
                .objectNode()
                .put("table", name.toString())
                .put("run", run)
                .put("retired", now ? "now" : "before")
                .toString());
      } else {
        console.print(
            now
                ? "Retired %s/%s. Versions that readers saw of it stay under their tags."
                    .formatted(name, run)
                : "%s/%s was retired before. Nothing was changed.".formatted(name, run));
      }
      new ReplayQuota(environment, live, name, console).lift(run, "repeat the command");
    }
    return 0;
  }
}
