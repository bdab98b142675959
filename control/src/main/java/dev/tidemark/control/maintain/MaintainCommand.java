package dev.tidemark.control.maintain;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.Environment;
import dev.tidemark.control.OpenTable;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.TableArgument;
import dev.tidemark.definition.Recovery;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.RefusedException;
import dev.tidemark.maintenance.Maintenance;
import dev.tidemark.maintenance.Policy;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark maintain}: expiry, compaction and orphan removal of live tables. */
@Command(
    name = "maintain",
    description = {
      "Keep live tables affordable, beside the runs that write them: forget old versions, rewrite"
          + " small files and settled deletes, remove files that nothing refers to.",
      "What a tag, the horizon, a run or an epoch that has not landed needs is left alone. Safe to"
          + " end at any moment and to repeat."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark maintain shop.product_catalog",
      "  tidemark maintain shop.order_lines shop.product_catalog --every 10min",
      "  tidemark maintain shop.product_catalog --only expire --versions 2h --horizon 7d",
      "  tidemark maintain shop.product_catalog --dry-run --json"
    })
public final class MaintainCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "TABLE",
      description = "namespace.table, or a built-in definition.")
  private List<String> tables = List.of();

  @Option(
      names = "--versions",
      paramLabel = "TIME",
      description = "How long every version stays; default 1 h, or the horizon if that is shorter.")
  private @Nullable Duration versions;

  @Option(
      names = "--one-per",
      paramLabel = "TIME",
      description = "Of older versions, one per so long a time stays; default 15 min.")
  private @Nullable Duration stretch;

  @Option(
      names = "--horizon",
      paramLabel = "TIME",
      description = {
        "How long those stay; older savepoints are not to be restored; default",
        "`recovery.horizon` of the table's definition, else 1 d."
      })
  private @Nullable Duration horizon;

  @Option(
      names = "--orphans-after",
      paramLabel = "TIME",
      description = {
        "How old a file must be to be removed because nothing refers to it; default 3 d, or the",
        "horizon if that is longer."
      })
  private @Nullable Duration orphans;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "STEP",
      description = "One or more of ${COMPLETION-CANDIDATES}, separated by commas; default all.")
  private @Nullable Set<Step> only;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      description = "Do it again after so long, until ended; default once.")
  private @Nullable Duration every;

  @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print a JSON object per table.")
  private boolean json;

  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public MaintainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    Set<Step> steps = only == null ? EnumSet.allOf(Step.class) : only;
    List<TableName> names = tables.stream().map(TableArgument::name).toList();
    boolean failed = round(names, steps);
    while (every != null) {
      Thread.sleep(every.toMillis());
      failed = round(names, steps);
    }
    return failed ? 1 : 0;
  }

  /** One table in trouble is reported, and keeps no other from its maintenance. */
  private boolean round(List<TableName> names, Set<Step> steps) {
    boolean failed = false;
    Environment environment = stack.environment();
    for (TableName name : names) {
      try {
        maintain(environment, name, steps);
      } catch (CommandFailure | RefusedException trouble) {
        console.failure(String.valueOf(trouble.getMessage()));
        failed = true;
      } catch (RuntimeException away) {
        // Catalog or storage; with --every there is a next time.
        console.failure(
            "Cannot maintain %s: %s. Nothing that is needed was removed; it is safe to do it again."
                .formatted(name, away));
        failed = true;
      }
    }
    return failed;
  }

  private void maintain(Environment environment, TableName name, Set<Step> steps) {
    try (var opened = OpenTable.of(environment, name)) {
      Policy policy = policy(opened.table().recovery());
      Maintenance maintenance =
          Maintenance.of(opened.catalog(), TableArgument.identifier(name), Clock.systemUTC());
      var round =
          new Round(maintenance, policy, dryRun, what -> console.progress(name + ": " + what));
      Report report = round.perform(steps);
      console.print(json ? report.json(name).toPrettyString() : report.text(name));
    }
  }

  /** What the table declares, unless an option says otherwise. */
  private Policy policy(Recovery declared) {
    try {
      Policy usual = Policy.within(horizon == null ? declared.horizon() : horizon);
      return new Policy(
          versions == null ? usual.versions() : versions,
          stretch == null ? usual.stretch() : stretch,
          usual.horizon(),
          orphans == null ? usual.orphans() : orphans);
    } catch (IllegalArgumentException contradiction) {
      throw new CommandFailure(String.valueOf(contradiction.getMessage()), contradiction);
    }
  }
}
