package dev.tidemark.control.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.control.Console;
import dev.tidemark.control.NumberOption;
import dev.tidemark.control.OpenTable;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.TableArgument;
import dev.tidemark.control.TextTable;
import dev.tidemark.definition.DurationText;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.DelayQuantiles;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Marker;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Version;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark history}: the versions of a table, newest first. */
@Command(
    name = "history",
    description = "List the versions of a table, newest first, with what each of them took in.",
    footer = {
      "",
      "Examples:",
      "  tidemark history shop.order_lines",
      "  tidemark history shop.order_lines --moves",
      "  tidemark history product_catalog --branch run_r2 --limit 5 --json"
    })
public final class HistoryCommand implements Callable<Integer> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  @Parameters(paramLabel = "TABLE", description = "namespace.table, or a built-in definition.")
  private String table = "";

  @Option(
      names = "--branch",
      defaultValue = "main",
      description = "main, or a run's branch like run_r1; default ${DEFAULT-VALUE}.")
  private String branch = "main";

  @Option(
      names = "--limit",
      defaultValue = "20",
      description = "How many versions; default ${DEFAULT-VALUE}.")
  private int limit;

  @Option(
      names = "--moves",
      description = {
        "Only what was done to the branch: promote, undo, hold, rollback, no epochs; of main every",
        "move that readers saw, whichever run's branch it is on."
      })
  private boolean moves;

  @Option(names = "--json", description = "Print a JSON array.")
  private boolean json;

  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public HistoryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    NumberOption.requireFrom(1, "--limit", limit);
    TableName name = TableArgument.name(table);
    try (var opened = OpenTable.of(stack.environment(), name)) {
      List<Version> versions = newest(opened.table());
      if (json) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        versions.forEach(version -> array.add(VersionJson.of(version)));
        console.print(array.toPrettyString());
      } else {
        console.print(heading(opened.table(), name));
        lines(versions).forEach(console::print);
        if (versions.size() == limit && versions.get(limit - 1).parentId() != null) {
          console.note("These are the newest %d; --limit shows more.".formatted(limit));
        }
      }
    }
    return 0;
  }

  private List<Version> newest(LiveTable live) {
    if (moves && branch.equals("main")) {
      return live.moves().stream().limit(limit).toList();
    }
    var versions = new ArrayList<Version>();
    for (Version version : live.history(branch)) {
      if (versions.size() == limit) {
        break;
      }
      if (!moves || !(version instanceof Version.Stamped)) {
        versions.add(version);
      }
    }
    return versions;
  }

  private String heading(LiveTable live, TableName name) {
    String lead =
        live.lead()
            .map(run -> "led by " + run)
            .or(() -> live.heldBecause().map(reason -> "held: " + reason))
            .orElse("held, no run leads it");
    return console.styled(Console.Style.BOLD, name + "  " + branch) + "  " + lead;
  }

  static List<String> lines(List<Version> versions) {
    var lines =
        new TextTable(
            "VERSION",
            "AT (UTC)",
            "RUN",
            "-EPOCH",
            "-CONSUMED",
            "-REJECTED",
            "-LATE",
            "DELAY p50/p99",
            "NOTE");
    for (Version version : versions) {
      String at = TIME.format(version.at());
      if (version instanceof Version.Stamped stamped) {
        Tidemark mark = stamped.tidemark();
        lines.add(
            version.snapshotId(),
            at,
            mark.run(),
            mark.epoch(),
            mark.consumed(),
            mark.rejected(),
            mark.late(),
            delay(mark),
            mark.excluded() == 0 ? "" : mark.excluded() + " excluded");
      } else {
        lines.add(version.snapshotId(), at, "", "", "", "", "", "", note(version));
      }
    }
    return lines.lines();
  }

  private static String delay(Tidemark mark) {
    DelayQuantiles delay = mark.delay();
    return delay == null ? "" : millis(delay.p50()) + " / " + millis(delay.p99());
  }

  static String millis(long millis) {
    return DurationText.of(Duration.ofMillis(millis));
  }

  private static String note(Version version) {
    if (version instanceof Version.Marked marked) {
      Marker marker = marked.marker();
      String kind = marker.kind().name().toLowerCase(Locale.ROOT);
      String lead = marker.to() == null ? "" : " to " + marker.to();
      String by = marker.by().isEmpty() ? "" : " by " + marker.by();
      return kind + lead + by + (marker.reason().isEmpty() ? "" : ": " + marker.reason());
    }
    return "written by another engine: " + ((Version.Foreign) version).operation();
  }
}
