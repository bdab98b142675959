package dev.tidemark.control.horizon;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.Environment;
import dev.tidemark.control.OpenTable;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.TableArgument;
import dev.tidemark.control.flink.FlinkRest;
import dev.tidemark.control.run.RunRecord;
import dev.tidemark.definition.DurationText;
import dev.tidemark.definition.Recovery;
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.LeftSavepoints;
import dev.tidemark.lineage.RecoveryPoint;
import dev.tidemark.lineage.RecoveryPoints;
import dev.tidemark.lineage.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark watch}: recovery points at a cadence. */
@Command(
    name = "watch",
    description = {
      "Take recovery points of running runs: a savepoint of the job, and a tag on the version that"
          + " belongs to it. `tidemark replay --from` begins at one. Points older than the horizon"
          + " are forgotten and their savepoints deleted; the newest of each run always stays.",
      "Looks at the runs that were started from this stack's folder. Runs until it is ended; safe to"
          + " end at any moment."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark watch shop.order_lines shop.product_catalog",
      "  tidemark watch shop.product_catalog --every 5min --horizon 7d",
      "  tidemark watch shop.product_catalog --once"
    })
public final class WatchCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "TABLE",
      description = "namespace.table, or a built-in definition.")
  private List<String> tables = List.of();

  @Option(
      names = "--every",
      paramLabel = "TIME",
      description = "Default `recovery.savepoints-every` of the table's definition, else 15 min.")
  private @Nullable Duration every;

  @Option(
      names = "--horizon",
      paramLabel = "TIME",
      description =
          "How long points are kept; default `recovery.horizon` of the table's definition, else 1 d.")
  private @Nullable Duration horizon;

  @Option(names = "--once", description = "Take one of each running run, and end.")
  private boolean once;

  @Option(names = "--json", description = "Print a JSON object per point.")
  private boolean json;

  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public WatchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (every != null && horizon != null) {
      wanted(Recovery.DEFAULT);
    }
    Map<TableName, Instant> due = new LinkedHashMap<>();
    tables.forEach(table -> due.put(TableArgument.name(table), Instant.now()));
    boolean failed = round(due);
    while (!once) {
      Duration left = Duration.between(Instant.now(), Collections.min(due.values()));
      Thread.sleep(Math.max(0, left.toMillis()));
      failed = round(due);
    }
    return failed ? 1 : 0;
  }

  /** Does what is due. A table in trouble is reported, and keeps no other from its points. */
  private boolean round(Map<TableName, Instant> due) throws InterruptedException {
    boolean failed = false;
    Environment environment = stack.environment();
    for (Map.Entry<TableName, Instant> each : due.entrySet()) {
      Instant begun = Instant.now();
      if (each.getValue().isAfter(begun)) {
        continue;
      }
      TableName name = each.getKey();
      Duration next = every == null ? Recovery.DEFAULT.savepointsEvery() : every;
      try (var opened = OpenTable.of(environment, name)) {
        Recovery wanted = wanted(opened.table().recovery());
        next = wanted.savepointsEvery();
        failed |= !watch(opened, name, wanted);
      } catch (RuntimeException trouble) {
        tell(name.toString(), trouble);
        failed = true;
      }
      each.setValue(begun.plus(next));
    }
    return failed;
  }

  private void tell(String of, RuntimeException trouble) {
    boolean isSentence = trouble instanceof CommandFailure || trouble instanceof RefusedException;
    console.failure(
        isSentence
            ? String.valueOf(trouble.getMessage())
            : "Cannot take recovery points of %s: %s. The next round tries again."
                .formatted(of, trouble));
  }

  /** What the table declares, unless an option says otherwise. */
  private Recovery wanted(Recovery declared) {
    var wanted =
        new Recovery(
            horizon == null ? declared.horizon() : horizon,
            every == null ? declared.savepointsEvery() : every);
    if (wanted.horizon().compareTo(wanted.savepointsEvery()) < 0) {
      throw new CommandFailure(
          "A horizon of %s is shorter than %s, the time between two points. Give a longer --horizon or a shorter --every."
              .formatted(
                  DurationText.of(wanted.horizon()), DurationText.of(wanted.savepointsEvery())));
    }
    return wanted;
  }

  /** Gives false if something is left to be done that was reported. */
  private boolean watch(OpenTable opened, TableName name, Recovery wanted)
      throws InterruptedException {
    RecoveryPoints points = opened.table().recoveryPoints();
    LeftSavepoints left = opened.table().leftSavepoints();
    List<RunRecord> here = RunRecord.all(stack.folder(), name);
    List<RunRecord> running = here.stream().filter(RunRecord::isRunning).toList();
    if (running.isEmpty()) {
      throw new CommandFailure(
          "No run of %s that was started from %s is running. Start one with tidemark run."
              .formatted(name, stack.folder()));
    }
    var taker = new PointTaker(points, left);
    boolean taken = true;
    for (RunRecord record : running) {
      taken &= take(taker, name, record);
    }
    var rest = new FlinkRest(running.get(0).restUrl().orElseThrow());
    boolean disposed =
        new PointDisposal(points, left, console, name.toString())
            .round(rest, here, Instant.now().minus(wanted.horizon()));
    return taken && disposed;
  }

  /**
   * Takes a point of one run; false if there is none, which has been said. Some runs are in trouble
   * for long: one that was retired and whose job idles, a replay without an epoch. Such a run keeps
   * neither the others from their points nor old points from being forgotten.
   */
  private boolean take(PointTaker taker, TableName name, RunRecord record)
      throws InterruptedException {
    try {
      report(name, taker.take(record));
      return true;
    } catch (RuntimeException trouble) {
      tell(name + "/" + record.run(), trouble);
      return false;
    }
  }

  private void report(TableName name, RecoveryPoint point) {
    console.print(
        json
            ? PointJson.of(JsonNodeFactory.instance.objectNode(), point)
                .put("table", name.toString())
                .toString()
            : "%s/%s: recovery point at version %d, savepoint %s"
                .formatted(name, point.run(), point.snapshotId(), point.savepoint()));
  }
}
