package dev.tidemark.control.horizon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.control.Console;
import dev.tidemark.control.Environment;
import dev.tidemark.control.KafkaConnection;
import dev.tidemark.control.OpenTable;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.TableArgument;
import dev.tidemark.control.retention.Retention;
import dev.tidemark.definition.Recovery;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.LiveTable;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark horizon}: how far back a table can go, and what limits it. */
@Command(
    name = "horizon",
    description = {
      "Show how far back a table can go, against what its definition declares (`recovery`): readers, by the versions that are left (`rollback`, `query"
          + " --version`); a new run, by the recovery points that `tidemark watch` took (`replay"
          + " --from`) and by what the topics still have (`replay`)."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark horizon shop.order_lines",
      "  tidemark horizon shop.order_lines --json"
    })
public final class HorizonCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TABLE", description = "namespace.table, or a built-in definition.")
  private String table = "";

  @Option(
      names = "--json",
      description =
          "Print a JSON object: declared, reached, versions, topics and points; times as ISO 8601.")
  private boolean json;

  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public HorizonCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    TableName name = TableArgument.name(table);
    Environment environment = stack.environment();
    String servers = environment.require("bootstrap-servers");
    try (KafkaConnection kafka = BeginningOfTopics.connect(environment);
        OpenTable opened = OpenTable.of(environment, name)) {
      LiveTable live = opened.table();
      List<String> topics = topics(live);
      var beginning = BeginningOfTopics.of(kafka, topics, servers);
      Horizon horizon = Horizon.of(name, live, beginning, PointChoice.of(live, beginning));
      Recovery declared = live.recovery();
      Retention retention = Retention.of(kafka, topics, servers);
      Instant now = Instant.now();
      Reach reach = horizon.reach(declared, retention.shorterThan(declared.horizon()), now);
      if (json) {
        ObjectNode all = horizon.json();
        reach.json(all);
        console.print(all.toPrettyString());
      } else {
        console.print(console.advising(reach.text() + horizon.text(now)));
        retention.doubts().forEach(doubt -> console.note("Not known: " + doubt + "."));
      }
    }
    return 0;
  }

  /** Those that the table's newest tidemark names. */
  private static List<String> topics(LiveTable live) {
    return live.head("main")
        .or(() -> live.runs().stream().flatMap(run -> run.head().stream()).findFirst())
        .map(mark -> mark.topics().stream().map(topic -> topic.topic()).toList())
        .orElse(List.of());
  }
}
