package dev.tidemark.control.runs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.control.Console;
import dev.tidemark.control.OpenTable;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.TableArgument;
import dev.tidemark.control.TextTable;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.Exclusion;
import dev.tidemark.lineage.ExclusionEntry;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Run;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark exclusions}: the ledger of a table. */
@Command(
    name = "exclusions",
    description = {
      "List the offsets that a table leaves out: who left them out, when and why. Every run that is"
          + " started leaves out what is listed then; a run that was there before keeps what it"
          + " began with, which is shown by run."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark exclusions shop.order_lines",
      "  tidemark exclusions order_lines --json"
    })
public final class ExclusionsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TABLE", description = "namespace.table, or a built-in definition.")
  private String table = "";

  @Option(names = "--json", description = "Print a JSON object: ledger, effective, runs.")
  private boolean json;

  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public ExclusionsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    TableName name = TableArgument.name(table);
    try (var opened = OpenTable.of(stack.environment(), name)) {
      if (json) {
        console.print(json(opened.table()).toPrettyString());
      } else {
        text(opened.table()).forEach(console::print);
      }
    }
    return 0;
  }

  private static List<String> text(LiveTable live) {
    List<ExclusionEntry> ledger = live.exclusions();
    if (ledger.isEmpty()) {
      return List.of("%s leaves nothing out.".formatted(live.name()));
    }
    var table =
        new TextTable("TOPIC", "-PARTITION", "-FROM", "-TO (before)", "SINCE", "BY", "REASON");
    for (ExclusionEntry entry : ledger) {
      for (Exclusion range : entry.ranges()) {
        table.add(
            range.topic(),
            range.partition(),
            range.from(),
            range.to(),
            entry.at().truncatedTo(ChronoUnit.SECONDS),
            entry.by(),
            entry.reason());
      }
    }
    List<String> lines = new ArrayList<>(table.lines());
    lines.add("");
    List<Exclusion> all = live.excluded();
    live.runs().forEach(run -> lines.add(of(run, all)));
    return lines;
  }

  private static String of(Run run, List<Exclusion> all) {
    if (run.exclusions().equals(all)) {
      return "Run %s leaves out all of it.".formatted(run.id());
    }
    return run.exclusions().isEmpty()
        ? "Run %s leaves nothing out: it began before.".formatted(run.id())
        : "Run %s leaves out what was listed when it began: %s."
            .formatted(
                run.id(),
                run.exclusions().stream()
                    .map(Exclusion::toString)
                    .collect(Collectors.joining(", ")));
  }

  private static ObjectNode json(LiveTable live) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode ledger = json.putArray("ledger");
    for (ExclusionEntry entry : live.exclusions()) {
      ledger
          .addObject()
          .put("id", entry.id())
          .put("at", entry.at().toString())
          .put("by", entry.by())
          .put("reason", entry.reason())
          .set("ranges", RunFacts.json(entry.ranges()));
    }
    json.set("effective", RunFacts.json(live.excluded()));
    ObjectNode runs = json.putObject("runs");
    live.runs().forEach(run -> runs.set(run.id(), RunFacts.json(run.exclusions())));
    return json;
  }
}
