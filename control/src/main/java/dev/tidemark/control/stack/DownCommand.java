package dev.tidemark.control.stack;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.run.RunRecord;
import dev.tidemark.control.run.StackRun;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark down}: ends a stack. */
@Command(
    name = "down",
    description = "End the stack that `tidemark up` keeps; its data stay.",
    footer = {"", "Example:", "  tidemark down"})
public final class DownCommand implements Callable<Integer> {
  private static final int PATIENCE_SECONDS = 40;

  /** A savepoint is taken in seconds, or something is wrong that waiting does not mend. */
  private static final Duration STOPPED_WITHIN = Duration.ofMinutes(1);

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public DownCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException, ExecutionException {
    Optional<Keeper> keeper = Keeper.of(stack.ownFolder());
    if (keeper.isEmpty()) {
      say(false, "No stack runs in " + stack.ownFolder() + ".");
      return 0;
    }
    for (RunRecord run : RunRecord.all(stack.ownFolder())) {
      takeCareOf(run);
    }
    ProcessHandle process = keeper.get().process();
    process.destroy();
    try {
      process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new CommandFailure(
          "Process %d, which keeps the stack, has not ended after %d s. End it by kill -9 %d; its children end with it."
              .formatted(process.pid(), PATIENCE_SECONDS, process.pid()),
          late);
    }
    say(true, "Ended the stack. Its data stay in " + stack.ownFolder() + ".");
    return 0;
  }

  /** Whatever Flink answers, the stack ends. */
  private void takeCareOf(RunRecord run) throws InterruptedException {
    try {
      if (run.job().isPresent()) {
        console.note(
            run.isLocal()
                ? "%1$s/%2$s still runs and commits nothing until the stack is back. Stop it with `tidemark stop %1$s/%2$s`."
                    .formatted(run.table(), run.run())
                : new StackRun(run).stop(STOPPED_WITHIN));
      }
    } catch (CommandFailure failed) {
      console.note(
          "Cannot tell whether %s/%s still runs; the stack ends all the same. %s"
              .formatted(run.table(), run.run(), failed.getMessage()));
    }
  }

  private void say(boolean ended, String sentence) {
    console.print(
        json
            ? JsonNodeFactory.instance
                .objectNode()
                .put("folder", stack.ownFolder().toString())
                .put("ended", ended)
                .toString()
            : sentence);
  }
}
