package dev.tidemark.control.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.control.Console;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.doctor.Finding.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark doctor}: what is wrong with this machine or its stack. */
@Command(
    name = "doctor",
    description = {
      "Look at this machine (JDK, Maven, memory, disk) and at the stack, if one runs: whether Kafka,"
          + " registry, catalog with storage, and Flink answer. Ends with 1 if something fails."
    },
    footer = {"", "Examples:", "  tidemark doctor", "  tidemark doctor --json"})
public final class DoctorCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print a JSON array: verdict, what, found, next.")
  private boolean json;

  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    Consumer<Finding> found =
        finding -> {
          findings.add(finding);
          if (!json) {
            console.print(line(finding));
          }
        };
    new ThisMachine(stack.folder()).look().forEach(found);
    new ThisStack(stack.named()).look(found);
    if (json) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      findings.forEach(
          finding ->
              array
                  .addObject()
                  .put("verdict", word(finding))
                  .put("what", finding.what())
                  .put("found", finding.found())
                  .put("next", finding.next()));
      console.print(array.toPrettyString());
    }
    return findings.stream().anyMatch(finding -> finding.verdict() == Verdict.FAIL) ? 1 : 0;
  }

  private String line(Finding finding) {
    Console.Style style =
        switch (finding.verdict()) {
          case OK -> Console.Style.GREEN;
          case WARN -> Console.Style.YELLOW;
          case FAIL -> Console.Style.RED;
        };
    String next = finding.next().isEmpty() ? "" : "  " + console.advising(finding.next());
    return "%s  %-9s %s%s"
        .formatted(
            console.styled(style, "%-4s".formatted(word(finding))),
            finding.what(),
            finding.found(),
            next);
  }

  private static String word(Finding finding) {
    return finding.verdict().name().toLowerCase(Locale.ROOT);
  }
}
