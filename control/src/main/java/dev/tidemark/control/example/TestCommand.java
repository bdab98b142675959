package dev.tidemark.control.example;

import dev.tidemark.control.Console;
import dev.tidemark.control.NumberOption;
import dev.tidemark.control.StackOptions;
import dev.tidemark.definition.Definitions;
import dev.tidemark.definition.InvalidDefinitionException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark test}: the examples beside definitions, run through the real pipeline. */
@Command(
    name = "test",
    description = {
      "Run the examples of definitions (examples/CASE/given and expected, see docs/definitions.md)"
          + " through the real pipeline, and say how the rows differ from those expected.",
      "Uses the running stack, with topics and tables of its own that it removes; if none runs,"
          + " a stack that starts and ends with the test.",
      "Ends with 0 if all rows are as expected, 1 if not, 2 if an example is not understood, 4 if"
          + " the stack is gone."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark test",
      "  tidemark test sales_by_hour --case a-late-line",
      "  tidemark test my-tables/orders --json"
    })
public final class TestCommand implements Callable<Integer> {
  private static final int NOT_UNDERSTOOD = 2;

  @Parameters(
      paramLabel = "DEFINITION",
      arity = "0..*",
      description = {
        "Names of built-in definitions, or folders with a",
        "table.yaml; default all built-in ones."
      })
  private List<String> definitions = List.of();

  @Option(
      names = "--case",
      paramLabel = "NAME",
      description = "Run the cases of this name only; may be given again.")
  private List<String> names = List.of();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "60 s",
      description = "How long a case may take; default ${DEFAULT-VALUE}.")
  private Duration timeout = Duration.ofMinutes(1);

  @Option(names = "--json", description = "For programs.")
  private boolean json;

  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public TestCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    NumberOption.requireSome("--timeout", timeout);
    try {
      List<Example> examples = examples();
      List<CaseResult> results = run(examples);
      return results.stream().allMatch(CaseResult::isEqual) ? 0 : 1;
    } catch (UnreadableExamplesException | InvalidDefinitionException notUnderstood) {
      console.failure(String.valueOf(notUnderstood.getMessage()));
      return NOT_UNDERSTOOD;
    }
  }

  private List<Example> examples() {
    var faults = new Faults();
    var examples = new ArrayList<Example>();
    for (String definition : definitions.isEmpty() ? Definitions.builtInNames() : definitions) {
      examples.addAll(ExampleReader.read(folder(definition), faults));
    }
    faults.refuseIfAny();
    List<Example> chosen =
        examples.stream().filter(e -> names.isEmpty() || names.contains(e.name())).toList();
    if (chosen.isEmpty()) {
      throw new UnreadableExamplesException(
          "There is no case %s. The cases are %s."
              .formatted(
                  String.join(" or ", names),
                  String.join(", ", examples.stream().map(Example::title).toList())));
    }
    return chosen;
  }

  /** Built-in ones too are read where they are written, so that nothing must be built first. */
  private static Path folder(String definition) {
    return Definitions.builtInNames().contains(definition)
        ? StackOptions.home().resolve("table-definitions/definitions").resolve(definition)
        : Path.of(definition);
  }

  private List<CaseResult> run(List<Example> examples) throws InterruptedException, IOException {
    long begun = System.nanoTime();
    try (TestStack on = TestStack.open(stack, console)) {
      String test = "%08x".formatted(ThreadLocalRandom.current().nextInt());
      List<PlacedExample> placed = PlacedExample.all(examples, test);
      var place = new TestPlace(on.environment(), placed, PlacedExample.namespace(test));
      var process = new ExamplesProcess(on.environment(), on.folder(), timeout);
      List<CaseResult> results;
      // A stack of the test's own goes as a whole.
      try (Clearing atTheEnd = on.isOwn() ? null : new Clearing(process, place, console)) {
        place.fill();
        results = results(process, placed);
      }
      if (json) {
        console.print(ResultJson.text(results));
      } else {
        new ResultText(console).summary(results, Duration.ofNanos(System.nanoTime() - begun));
      }
      return results;
    }
  }

  /** In the order of the examples; printed in the order in which they end. */
  private List<CaseResult> results(ExamplesProcess process, List<PlacedExample> placed)
      throws InterruptedException, IOException {
    Map<String, PlacedExample> byPrefix = new HashMap<>();
    placed.forEach(each -> byPrefix.put(each.topicPrefix(), each));
    Map<Example, CaseResult> results = new HashMap<>();
    var text = new ResultText(console);
    process.run(
        placed,
        answer -> {
          PlacedExample each = byPrefix.get(answer.path("case").asText());
          if (each == null) {
            throw new IllegalStateException("Nobody asked for " + answer.path("case"));
          }
          CaseResult result = Judge.of(each, answer);
          results.put(each.example(), result);
          if (!json) {
            text.print(result);
          }
        });
    return placed.stream().map(each -> results.get(each.example())).toList();
  }
}
