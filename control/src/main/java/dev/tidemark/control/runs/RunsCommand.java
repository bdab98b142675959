package dev.tidemark.control.runs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.control.Console;
import dev.tidemark.control.OpenTable;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.TableArgument;
import dev.tidemark.definition.TableName;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark runs}: the runs of a table. */
@Command(
    name = "runs",
    description = {
      "List the runs of a table: which one leads, and how many events each is behind what readers"
          + " see. Retired runs are not listed."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark runs shop.order_lines",
      "  tidemark runs order_lines --json        an array, with the partitions it is behind in"
    })
public final class RunsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TABLE", description = "namespace.table, or a built-in definition.")
  private String table = "";

  @Option(names = "--json", description = "Print a JSON array.")
  private boolean json;

  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public RunsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    TableName name = TableArgument.name(table);
    try (var opened = OpenTable.of(stack.environment(), name)) {
      List<RunFacts> runs = RunFacts.of(opened.table(), stack.folder());
      if (json) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        runs.forEach(run -> array.add(run.json()));
        console.print(array.toPrettyString());
      } else if (runs.isEmpty()) {
        console.print(
            console.advising(
                "%s has no run. Start one: tidemark run %s.".formatted(name, name.table())));
      } else {
        RunsText.lines(runs, Instant.now()).forEach(console::print);
      }
    }
    return 0;
  }
}
