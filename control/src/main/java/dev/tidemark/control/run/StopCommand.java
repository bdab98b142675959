package dev.tidemark.control.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.TableArgument;
import dev.tidemark.definition.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark stop}: ends a run's job with a savepoint. */
@Command(
    name = "stop",
    description = "Stop a run with a savepoint, which it goes on from when it is run again.",
    footer = {"", "Example:", "  tidemark stop shop.order_lines/r1"})
public final class StopCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TABLE/RUN", description = "For example shop.order_lines/r1.")
  private String tableAndRun = "";

  @Option(
      names = "--within",
      defaultValue = "2m",
      description = "Give up after this long; default ${DEFAULT-VALUE}.")
  private Duration within = Duration.ZERO;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public StopCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    int slash = tableAndRun.indexOf('/');
    if (slash < 0) {
      throw new CommandFailure(
          "\"%s\" names no run: accepted is TABLE/RUN, like shop.order_lines/r1."
              .formatted(tableAndRun));
    }
    RunRecord record =
        RunRecord.in(
            stack.folder(),
            TableArgument.name(tableAndRun.substring(0, slash)),
            tableAndRun.substring(slash + 1));
    if (record.restUrl().isEmpty()) {
      List<String> running =
          RunRecord.all(stack.folder()).stream()
              .filter(RunRecord::isRunning)
              .map(run -> run.table() + "/" + run.run())
              .toList();
      throw new CommandFailure(
          "The run %s/%s does not run here. %s"
              .formatted(
                  record.table(),
                  record.run(),
                  running.isEmpty()
                      ? "None does."
                      : "Running are: " + String.join(", ", running) + "."));
    }
    console.note("Stopping within " + DurationText.of(within) + " …");
    String savepoint = Stopping.stop(record, within);
    if (json) {
      console.print(JsonNodeFactory.instance.objectNode().put("savepoint", savepoint).toString());
    } else {
      console.print("Stopped %s. Savepoint: %s".formatted(tableAndRun, savepoint));
    }
    return 0;
  }
}
