package dev.tidemark.control.validate;

import dev.tidemark.control.Console;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.run.JobMain;
import dev.tidemark.definition.Definitions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark validate}: what can be said of definitions without running them. */
@Command(
    name = "validate",
    description = {
      "Check definitions: contract and query with line and column, how exactly a replay repeats"
          + " their rows, whether rows of a keyed table come by its key.",
      "Needs no Kafka and no catalog. Where a registry is known, fields are looked for in the"
          + " newest schemas of the topics.",
      "Ends with 0 if all are fine, 1 if one is refused or not there, 2 if one is not understood."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark validate sales_by_hour",
      "  tidemark validate my-tables/orders my-tables/accounts --json"
    })
public final class ValidateCommand implements Callable<Integer> {
  private static final String MAIN_CLASS = "dev.tidemark.jobs.ValidateDefinitions";

  @Parameters(
      paramLabel = "DEFINITION",
      arity = "1..*",
      description = "Names of built-in definitions, or folders with a table.yaml.")
  private List<String> definitions = List.of();

  @Option(names = "--json", description = "For programs.")
  private boolean json;

  @Option(
      names = "--registry-url",
      paramLabel = "URL",
      description = "Where schemas are; default the stack's registry, if a stack is there.")
  private @Nullable String registryUrl;

  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public ValidateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    // What is not there has no verdict.
    definitions.stream().filter(ValidateCommand::isPath).map(Path::of).forEach(Definitions::find);
    List<String> arguments = new ArrayList<>();
    if (json) {
      arguments.add("--json");
    }
    String registry = registryUrl == null ? registryOfTheStack() : registryUrl;
    if (registry != null) {
      arguments.addAll(List.of("--registry-url", registry));
    }
    for (String definition : definitions) {
      arguments.add(
          isPath(definition) ? Path.of(definition).toAbsolutePath().toString() : definition);
    }
    return JobMain.run(MAIN_CLASS, arguments, console);
  }

  private static boolean isPath(String definition) {
    return !Definitions.builtInNames().contains(definition);
  }

  private @Nullable String registryOfTheStack() {
    return stack.environmentIfThere().get("registry-url").orElse(null);
  }
}
