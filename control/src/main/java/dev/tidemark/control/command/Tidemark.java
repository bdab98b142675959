package dev.tidemark.control.command;

import dev.tidemark.control.Console;
import dev.tidemark.definition.DurationText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** The {@code tidemark} command. How it ends says {@link ExitCodes}. */
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
    NoHadoopStatistics.apply();
    HeadStart.give(arguments);
    System.exit(
        Boolean.getBoolean("tidemark.rehearsal")
            ? Rehearsal.run(arguments)
            : run(Console.system(), arguments));
  }

  /** Runs one command and returns its exit code. */
  public static int run(Console console, String... arguments) {
    CommandLine line = line(console, arguments);
    Tidemark tidemark = line.getCommand();
    console.completeAdvice(new Advice(() -> line(console), arguments)::complete);
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          tidemark.tell(failure, console);
          return ExitCodes.of(failure, command.getCommandSpec().exitCodeOnExecutionException());
        });
    line.setParameterExceptionHandler((failure, given) -> misread(failure, console));
    return tidemark.execute(line, arguments, console);
  }

  /** What understands the arguments; without any, all commands. */
  static CommandLine line(Console console, String... arguments) {
    var line = new CommandLine(new Tidemark());
    Subcommands.add(line, console, arguments);
    line.registerConverter(Duration.class, Tidemark::duration);
    for (Class<Long> type : List.of(Long.class, long.class)) {
      line.registerConverter(type, text -> number(text, Long::valueOf));
    }
    for (Class<Integer> type : List.of(Integer.class, int.class)) {
      line.registerConverter(type, text -> number(text, Integer::valueOf));
    }
    line.setOut(console.outWriter());
    line.setErr(console.errWriter());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(console.isTerminal() ? Ansi.ON : Ansi.OFF));
    return line;
  }

  /** An end without a reason is a fault: whoever called can do nothing with a bare number. */
  private int execute(CommandLine line, String[] arguments, Console console) {
    int code;
    try {
      code = line.execute(arguments);
    } catch (Error fatal) {
      // Out of memory, a class that is missing: picocli handles exceptions only.
      tell(fatal, console);
      return ExitCodes.FAULT;
    }
    if (code != CommandLine.ExitCode.OK && !console.hasSpoken()) {
      console.failure(
          "The command ended with code %d and gave no reason. This is a fault of tidemark's; run the command again with --trace and report it."
              .formatted(code));
    }
    return code;
  }

  /** Says what was not understood; the whole help would push that off the screen. */
  private static int misread(CommandLine.ParameterException failure, Console console) {
    String help = failure.getCommandLine().getCommandSpec().qualifiedName() + " --help";
    String said = said(failure);
    console.failure(
        "%s%s%s See `%s`."
            .formatted(said, said.endsWith(".") ? "" : ".", suggestion(failure), help));
    return CommandLine.ExitCode.USAGE;
  }

  private static String said(CommandLine.ParameterException failure) {
    if (failure instanceof CommandLine.UnmatchedArgumentException unmatched) {
      String typed = unmatched.getUnmatched().get(0);
      if (typed.startsWith("-")) {
        return "There is no option " + typed + ".";
      }
      return failure.getCommandLine().getParent() == null
          ? "There is no command " + typed + "."
          : "\"" + typed + "\" is an argument too many.";
    }
    return String.valueOf(failure.getMessage());
  }

  private static String suggestion(CommandLine.ParameterException failure) {
    if (failure instanceof CommandLine.UnmatchedArgumentException unmatched) {
      String typed = unmatched.getUnmatched().get(0);
      return unmatched.getSuggestions().stream()
          // Any word is a little like any other: what begins otherwise was not meant.
          .filter(near -> near.regionMatches(0, typed, 0, typed.startsWith("--") ? 3 : 1))
          .findFirst()
          .map(near -> " Did you mean " + near + "?")
          .orElse("");
    }
    return "";
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

  private static <N> N number(String text, Function<String, N> reader) {
    try {
      return reader.apply(text);
    } catch (NumberFormatException unreadable) {
      throw new CommandLine.TypeConversionException(
          "\"%s\" is no whole number, or too large".formatted(text));
    }
  }

  private static String sentence(Throwable failure) {
    if (ExitCodes.isForeseen(failure)) {
      return String.valueOf(failure.getMessage());
    }
    Optional<String> silent = Unreachable.sentence(failure);
    if (silent.isPresent()) {
      return silent.get();
    }
    return "%s. This is a fault of tidemark's; run the command again with --trace and report it."
        .formatted(failure);
  }
}
