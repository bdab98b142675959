package dev.tidemark.control.history;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.OpenTable;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.TableArgument;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Version;
import java.util.Iterator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark show}: one version with its whole tidemark. */
@Command(
    name = "show",
    description = "Show which events a version of a table holds: its tidemark in full.",
    footer = {
      "",
      "Examples:",
      "  tidemark show shop.order_lines                       the newest version",
      "  tidemark show shop.order_lines --version 4711 --json"
    })
public final class ShowCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TABLE", description = "namespace.table, or a built-in definition.")
  private String table = "";

  @Option(
      names = "--version",
      paramLabel = "V",
      description = "A version's number as history prints it; default the newest of main.")
  private @Nullable Long version;

  @Option(names = "--json", description = "Print a JSON object.")
  private boolean json;

  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public ShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    TableName name = TableArgument.name(table);
    try (var opened = OpenTable.of(stack.environment(), name)) {
      Version found = version == null ? newest(opened.table(), name) : find(opened.table(), name);
      if (json) {
        console.print(VersionJson.of(found).toPrettyString());
      } else {
        new VersionText(console).lines(name, found).forEach(console::print);
        if (version == null && !(found instanceof Version.Stamped)) {
          nameTheEvents(opened.table(), name);
        }
      }
    }
    return 0;
  }

  /** A marker has the rows, and so the events, of the epoch below it. */
  private void nameTheEvents(LiveTable live, TableName name) {
    for (Version below : live.history("main")) {
      if (below instanceof Version.Stamped) {
        console.note(
            "Which events it holds: tidemark show %s --version %d"
                .formatted(name, below.snapshotId()));
        return;
      }
    }
  }

  private static Version newest(LiveTable live, TableName name) {
    Iterator<Version> versions = live.history("main").iterator();
    if (!versions.hasNext()) {
      throw new CommandFailure(
          "The table %s has no version yet. Start a run: tidemark run %s."
              .formatted(name, name.table()));
    }
    return versions.next();
  }

  private Version find(LiveTable live, TableName name) {
    return live.version(version == null ? 0 : version)
        .orElseThrow(
            () ->
                new CommandFailure(
                    "The table %s has no version %d, or not any more. See tidemark history %s."
                        .formatted(name, version, name)));
  }
}
