package dev.tidemark.control.bench;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.StackOptions;
import dev.tidemark.local.ChildJvm;
import dev.tidemark.local.Supervised;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code tidemark bench}: starts a benchmark in a JVM of its own and shows what it prints. The
 * benchmarks compare whole jobs, which this command must not depend on.
 */
@Command(
    name = "bench",
    description = {
      "Measure Tidemark, and against what Flink and Iceberg bring themselves.",
      "sink: throughput, freshness, the cost of commits, against Iceberg's sink; sql: statements,"
          + " against the stock connectors and formats. About an hour each as they are.",
      "digest: how many rows a core reads and digests for compare, on files in a folder; load: rows"
          + " a second of tidemark load, of a CSV made up. A minute each.",
      "replay: its speed, what it costs the live table, and how soon promote, hold and rollback are"
          + " done. A quarter of an hour.",
      "startup: how long commands that only read take. Two minutes.",
      "all: one after the other, also if one of them fails. Each on a stack of its own.",
      "Prints Markdown: the machine, medians and, where two sides are compared, ratios by pair."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark bench all --pairs 3 --json",
      "  tidemark bench sink",
      "  tidemark bench sink --only append --records 600000 --pairs 2",
      "  tidemark bench sql --only join --pairs 3",
      "  tidemark bench digest --records 2000000",
      "  tidemark bench load --pairs 7",
      "  tidemark bench replay --only beside --pairs 3",
      "  tidemark bench startup --pairs 7"
    })
public final class BenchCommand implements Callable<Integer> {
  /** What there is to measure; all of it has no class of its own. */
  enum Benchmark {
    all(""),
    sink("dev.tidemark.bench.SinkBench"),
    sql("dev.tidemark.bench.SqlBench"),
    digest("dev.tidemark.bench.DigestBench"),
    load("dev.tidemark.bench.LoadBench"),
    replay("dev.tidemark.bench.ReplayBench"),
    startup("dev.tidemark.bench.StartupBench");

    private final String mainClass;

    Benchmark(String mainClass) {
      this.mainClass = mainClass;
    }
  }

  @Parameters(
      paramLabel = "BENCHMARK",
      arity = "0..1",
      description =
          "${COMPLETION-CANDIDATES}; default all, which takes --records, --pairs and --json.")
  private Benchmark benchmark = Benchmark.all;

  @Option(
      names = "--records",
      description =
          "Records of a throughput trial; default 3000000, of replay 6000000; for digest and load"
              + " rows, 1000000.")
  private @Nullable Integer records;

  @Option(
      names = "--pairs",
      description = "Trials of each side; default 5, of replay 2; of startup turns.")
  private @Nullable Integer pairs;

  @Option(
      names = "--only",
      description = {
        "With commas; default all. sink: append, upsert, freshness, commit; sql: append, upsert,"
            + " join;",
        "replay: alone, beside, moves."
      })
  private @Nullable String only;

  @Option(
      names = "--seconds",
      description = "Length of a freshness trial; default 60, of replay 45.")
  private @Nullable Integer seconds;

  @Option(
      names = "--per-second",
      description = "Records a second then; default 10000, of replay 5000.")
  private @Nullable Integer perSecond;

  @Option(names = "--snapshots", description = "sink: the long history of commits; default 2000.")
  private @Nullable Integer snapshots;

  @Option(
      names = "--erased",
      description =
          "sink: persons in our table's erasure ledger, for append and upsert; default none.")
  private @Nullable Integer erased;

  @Option(names = "--jvm", paramLabel = "OPTION", description = "JVM option for all jobs.")
  private List<String> jvm = List.of();

  @Option(names = "--dir", paramLabel = "FOLDER", description = "Where its stack is.")
  private @Nullable Path folder;

  @Option(names = "--json", description = "Print the results as JSON too.")
  private boolean json;

  private final Console console;

  public BenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (benchmark != Benchmark.all) {
      measure(benchmark);
      return 0;
    }
    requireOptionsOfAll();
    List<String> failed = new ArrayList<>();
    for (Benchmark each : Benchmark.values()) {
      if (each != Benchmark.all) {
        try {
          measure(each);
        } catch (CommandFailure failure) {
          console.failure("%s: %s".formatted(each, failure.getMessage()));
          failed.add(each.name());
        }
      }
    }
    if (!failed.isEmpty()) {
      throw new CommandFailure(
          "These benchmarks ended without a result: %s. Their reasons stand above; the others are complete."
              .formatted(String.join(", ", failed)));
    }
    return 0;
  }

  private void requireOptionsOfAll() {
    Map<String, Object> ofSome = new LinkedHashMap<>();
    ofSome.put("--only", only);
    ofSome.put("--seconds", seconds);
    ofSome.put("--per-second", perSecond);
    ofSome.put("--snapshots", snapshots);
    ofSome.put("--erased", erased);
    ofSome.put("--dir", folder);
    ofSome.put("--jvm", jvm.isEmpty() ? null : jvm);
    ofSome.values().removeIf(Objects::isNull);
    if (!ofSome.isEmpty()) {
      throw new CommandFailure(
          "Not an option of all benchmarks: %s. Name a benchmark, like `tidemark bench sink`, or leave it out."
              .formatted(String.join(", ", ofSome.keySet())));
    }
  }

  private void measure(Benchmark benchmark) throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ChildJvm.FLINK_JVM_ARGS);
    command.add("-Xmx1g");
    command.add("-Dtidemark.home=" + StackOptions.home());
    command.add("-cp");
    command.add(
        classpath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    // First main: the benchmark ends when this process does.
    command.add(Supervised.class.getName());
    command.add(Long.toString(ProcessHandle.current().pid()));
    command.add(benchmark.mainClass);
    command.addAll(arguments());
    try {
      int code = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (code != 0) {
        throw new CommandFailure(
            "The benchmark ended with code %d. Its reason stands above; if none does, it was ended from outside."
                .formatted(code));
      }
    } catch (IOException e) {
      throw new CommandFailure(
          "Cannot start the benchmark: %s. Check that %s runs."
              .formatted(e.getMessage(), command.get(0)),
          e);
    }
  }

  private List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    add(arguments, "--records", records);
    add(arguments, "--pairs", pairs);
    add(arguments, "--only", only);
    add(arguments, "--seconds", seconds);
    add(arguments, "--per-second", perSecond);
    add(arguments, "--snapshots", snapshots);
    add(arguments, "--erased", erased);
    add(arguments, "--dir", folder);
    jvm.forEach(option -> add(arguments, "--jvm", option));
    if (json) {
      arguments.add("--json");
    }
    return arguments;
  }

  private static void add(List<String> arguments, String option, @Nullable Object value) {
    if (value != null) {
      arguments.add(option);
      arguments.add(value.toString());
    }
  }

  private static List<Path> classpath() {
    List<Path> classpath = new ArrayList<>();
    classpath.add(built("tests/bench/target/tidemark-bench.jar"));
    classpath.add(built("jobs/app/target/tidemark-jobs.jar"));
    Path list = built("deploy/local/dist/flink/classpath");
    try {
      for (String entry : Files.readString(list).strip().split(":", -1)) {
        classpath.add(list.resolveSibling(entry));
      }
    } catch (IOException e) {
      throw new CommandFailure(
          "Cannot read %s: %s. Check its permissions.".formatted(list, e.getMessage()), e);
    }
    return classpath;
  }

  private static Path built(String name) {
    Path file = StackOptions.home().resolve(name);
    if (!Files.exists(file)) {
      throw new CommandFailure(
          "Cannot start the benchmark: %s is missing. Run mvn -q -DskipTests -pl tests/bench -am package."
              .formatted(file));
    }
    return file;
  }
}
