package dev.tidemark.control.command;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.bench.BenchCommand;
import dev.tidemark.control.compare.CompareCommand;
import dev.tidemark.control.demo.DemoCommand;
import dev.tidemark.control.doctor.DoctorCommand;
import dev.tidemark.control.env.EnvCommand;
import dev.tidemark.control.example.TestCommand;
import dev.tidemark.control.generate.GenerateCommand;
import dev.tidemark.control.history.HistoryCommand;
import dev.tidemark.control.history.ShowCommand;
import dev.tidemark.control.horizon.HorizonCommand;
import dev.tidemark.control.horizon.WatchCommand;
import dev.tidemark.control.load.LoadCommand;
import dev.tidemark.control.logs.LogsCommand;
import dev.tidemark.control.maintain.MaintainCommand;
import dev.tidemark.control.promote.PromoteCommand;
import dev.tidemark.control.promote.UndoCommand;
import dev.tidemark.control.query.QueryCommand;
import dev.tidemark.control.replay.ReplayCommand;
import dev.tidemark.control.rollback.HoldCommand;
import dev.tidemark.control.rollback.RollbackCommand;
import dev.tidemark.control.run.RunCommand;
import dev.tidemark.control.run.StopCommand;
import dev.tidemark.control.runs.ExclusionsCommand;
import dev.tidemark.control.runs.RetireCommand;
import dev.tidemark.control.runs.RunsCommand;
import dev.tidemark.control.stack.DownCommand;
import dev.tidemark.control.stack.UpCommand;
import dev.tidemark.control.status.StatusCommand;
import dev.tidemark.control.topics.TopicsCommand;
import dev.tidemark.control.validate.ValidateCommand;
import dev.tidemark.definition.DurationText;
import dev.tidemark.definition.InvalidDefinitionException;
import dev.tidemark.lineage.RefusedException;
import dev.tidemark.lineage.TidemarkFormatException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/**
 * The {@code tidemark} command. Ends with 0 if the work was done, 1 if it failed, 2 if it was asked
 * for in a way that it does not understand.
 */
@Command(
    name = "tidemark",
    description =
        "Iceberg tables kept live from Kafka topics, every version stamped with its events.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  tidemark demo                    a whole stack, two live tables, two minutes",
      "  tidemark history shop.order_lines",
      "  tidemark COMMAND --help"
    })
public final class Tidemark {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = "--trace",
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show where a failure comes from.")
  private boolean trace;

  private Tidemark() {}

  public static void main(String... arguments) {
    System.exit(run(Console.system(), arguments));
  }

  /** Runs one command and returns its exit code. */
  public static int run(Console console, String... arguments) {
    var tidemark = new Tidemark();
    var line = new CommandLine(tidemark);
    line.addSubcommand(new DemoCommand(console));
    line.addSubcommand(new UpCommand(console));
    line.addSubcommand(new DownCommand(console));
    line.addSubcommand(new LoadCommand(console));
    line.addSubcommand(new GenerateCommand(console));
    line.addSubcommand(new RunCommand(console));
    line.addSubcommand(new StopCommand(console));
    line.addSubcommand(new ReplayCommand(console));
    line.addSubcommand(new HistoryCommand(console));
    line.addSubcommand(new ShowCommand(console));
    line.addSubcommand(new StatusCommand(console));
    line.addSubcommand(new RunsCommand(console));
    line.addSubcommand(new PromoteCommand(console));
    line.addSubcommand(new UndoCommand(console));
    line.addSubcommand(new HoldCommand(console));
    line.addSubcommand(new RollbackCommand(console));
    line.addSubcommand(new RetireCommand(console));
    line.addSubcommand(new ExclusionsCommand(console));
    line.addSubcommand(new WatchCommand(console));
    line.addSubcommand(new HorizonCommand(console));
    line.addSubcommand(new QueryCommand(console));
    line.addSubcommand(new CompareCommand(console));
    line.addSubcommand(new EnvCommand(console));
    line.addSubcommand(new ValidateCommand(console));
    line.addSubcommand(new TestCommand(console));
    line.addSubcommand(new MaintainCommand(console));
    line.addSubcommand(new TopicsCommand(console));
    line.addSubcommand(new LogsCommand(console));
    line.addSubcommand(new DoctorCommand(console));
    line.addSubcommand(new CompletionCommand(console));
    line.addSubcommand(new BenchCommand());
    line.registerConverter(Duration.class, Tidemark::duration);
    line.setOut(console.outWriter());
    line.setErr(console.errWriter());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(console.isTerminal() ? Ansi.ON : Ansi.OFF));
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          tidemark.tell(failure, console);
          // 1, but for commands to whom that means something else.
          return command.getCommandSpec().exitCodeOnExecutionException();
        });
    CommandLine.IParameterExceptionHandler usual = line.getParameterExceptionHandler();
    var misread = new AtomicBoolean();
    line.setParameterExceptionHandler(
        (failure, given) -> {
          misread.set(true);
          return usual.handleParseException(failure, given);
        });
    return tidemark.execute(line, arguments, console, misread::get);
  }

  /** An end without a reason is a fault: whoever called can do nothing with a bare number. */
  private int execute(
      CommandLine line, String[] arguments, Console console, BooleanSupplier usageWasShown) {
    int code;
    try {
      code = line.execute(arguments);
    } catch (Error fatal) {
      // Out of memory, a class that is missing: picocli handles exceptions only.
      tell(fatal, console);
      return CommandLine.ExitCode.SOFTWARE;
    }
    if (code != CommandLine.ExitCode.OK && !usageWasShown.getAsBoolean() && !console.hasSpoken()) {
      console.failure(
          "The command ended with code %d and gave no reason. This is a fault of tidemark's; run the command again with --trace and report it."
              .formatted(code));
    }
    return code;
  }

  private void tell(Throwable failure, Console console) {
    console.failure(sentence(failure));
    if (trace) {
      var text = new StringWriter();
      failure.printStackTrace(new PrintWriter(text, true));
      console.note(text.toString());
    }
  }

  private static Duration duration(String text) {
    try {
      return DurationText.parse(text);
    } catch (IllegalArgumentException unreadable) {
      throw new CommandLine.TypeConversionException("accepted is " + DurationText.ACCEPTED);
    }
  }

  private static String sentence(Throwable failure) {
    if (failure instanceof CommandFailure
        || failure instanceof InvalidDefinitionException
        || failure instanceof RefusedException
        || failure instanceof TidemarkFormatException) {
      return String.valueOf(failure.getMessage());
    }
    return "%s. This is a fault of tidemark's; run the command again with --trace and report it."
        .formatted(failure);
  }
}
