package dev.tidemark.bench;

import dev.tidemark.bench.replay.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures how long somebody waits who types a command that only reads: the whole process, on a
 * local stack with two tables whose jobs have ended. As on any day but the first, the launcher has
 * its archive of classes; one turn before is not counted.
 */
public final class StartupBench {
  private static final String TABLE = "shop.product_catalog";

  private static final List<List<String>> LINES =
      List.of(
          List.of("--help"),
          List.of("topics"),
          List.of("show", TABLE),
          List.of("runs", TABLE),
          List.of("exclusions", TABLE),
          List.of("history", TABLE),
          List.of("horizon", TABLE),
          List.of("status"),
          List.of("validate", "sales_by_hour"));

  private StartupBench() {}

  public static void main(String[] args) throws Exception {
    Benchmark.run(
        "startup",
        args,
        (typed, home) -> RowsOptions.parse(typed, home.resolve(".tidemark/bench-startup")),
        (options, home) -> {
          Map<String, Spread> seconds = measure(options, home);
          print(seconds, options.pairs());
          return Map.of("startup", seconds);
        });
  }

  private static Map<String, Spread> measure(RowsOptions options, Path home)
      throws IOException, InterruptedException {
    Files.createDirectories(options.folder());
    Path stack = Files.createTempDirectory(options.folder(), "stack");
    var commands = new Commands(home, stack);
    var progress = new Progress(System.err);
    try {
      progress.say("Two tables, of a demo of 15 s …");
      commands.run("demo", "--for", "15s");
      commands.run("up", "--detach");
      commands.awaitArchive("status");
      Map<String, List<Double>> seconds = new LinkedHashMap<>();
      for (int turn = 0; turn <= options.pairs(); turn++) {
        progress.say("turn %d of %d", turn, options.pairs());
        for (List<String> line : LINES) {
          double took = commands.run(line.toArray(String[]::new)).seconds();
          if (turn > 0) {
            seconds.computeIfAbsent(line.get(0), it -> new ArrayList<>()).add(took);
          }
        }
      }
      Map<String, Spread> spreads = new LinkedHashMap<>();
      seconds.forEach((command, each) -> spreads.put(command, Spread.of(each)));
      return spreads;
    } finally {
      commands.run("down");
      Folders.delete(stack);
    }
  }

  private static void print(Map<String, Spread> seconds, int turns) {
    System.out.printf(
        Locale.ROOT,
        "%n### Start-up, seconds of whole commands (%d turns), load average %.1f%n%n| command | seconds |%n|---|---|%n",
        turns,
        Progress.load());
    seconds.forEach(
        (command, each) -> System.out.printf("| `%s` | %s |%n", command, each.text("%.2f")));
  }
}
