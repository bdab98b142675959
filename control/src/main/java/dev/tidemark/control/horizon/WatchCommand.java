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
import dev.tidemark.definition.TableName;
import dev.tidemark.lineage.RecoveryPoint;
import dev.tidemark.lineage.RecoveryPoints;
import dev.tidemark.lineage.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
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
      defaultValue = "15min",
      description = "Default ${DEFAULT-VALUE}.")
  private Duration every = Duration.ofMinutes(15);

  @Option(
      names = "--horizon",
      paramLabel = "TIME",
      defaultValue = "1d",
      description = "How long points are kept; default ${DEFAULT-VALUE}.")
  private Duration horizon = Duration.ofDays(1);

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
    if (horizon.compareTo(every) < 0) {
      throw new CommandFailure(
          "A horizon of %s is shorter than %s, the time between two points. Give a longer --horizon or a shorter --every."
              .formatted(horizon, every));
    }
    List<TableName> names = tables.stream().map(TableArgument::name).toList();
    boolean failed = round(names);
    while (!once) {
      Thread.sleep(every.toMillis());
      failed = round(names);
    }
    return failed ? 1 : 0;
  }

  /** A table in trouble is reported, and keeps no other from its points. */
  private boolean round(List<TableName> names) throws InterruptedException {
    boolean failed = false;
    Environment environment = stack.environment();
    for (TableName name : names) {
      try {
        watch(environment, name);
      } catch (CommandFailure | RefusedException trouble) {
        console.failure(String.valueOf(trouble.getMessage()));
        failed = true;
      } catch (RuntimeException away) {
        console.failure(
            "Cannot take recovery points of %s: %s. The next round tries again."
                .formatted(name, away));
        failed = true;
      }
    }
    return failed;
  }

  private void watch(Environment environment, TableName name) throws InterruptedException {
    try (var opened = OpenTable.of(environment, name)) {
      RecoveryPoints points = opened.table().recoveryPoints();
      List<RunRecord> running =
          RunRecord.all(stack.folder(), name).stream().filter(RunRecord::isRunning).toList();
      if (running.isEmpty()) {
        throw new CommandFailure(
            "No run of %s that was started from %s is running. Start one with tidemark run."
                .formatted(name, stack.folder()));
      }
      var taker = new PointTaker(points);
      for (RunRecord record : running) {
        report(name, taker.take(record));
      }
      var rest = new FlinkRest(running.get(0).restUrl().orElseThrow());
      for (RecoveryPoint old : points.forget(Instant.now().minus(horizon))) {
        rest.dispose(old.savepoint());
        console.note(
            "Forgot the recovery point of %s/%s of %s.".formatted(name, old.run(), old.taken()));
      }
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
