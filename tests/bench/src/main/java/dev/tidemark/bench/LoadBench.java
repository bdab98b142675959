package dev.tidemark.bench;

import dev.tidemark.bench.load.LoadTrial;
import dev.tidemark.bench.load.MadeUpCsv;
import dev.tidemark.local.LocalStack;
import dev.tidemark.local.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Measures how many rows a second {@code tidemark load} sends, of a CSV file of made-up order
 * lines, into a topic of four partitions of a Kafka on this machine. Each trial is a process of its
 * own, typed as a person types it. The first one is not counted: it warms Kafka up.
 */
public final class LoadBench {
  private LoadBench() {}

  public static void main(String[] args) throws Exception {
    Benchmark.run(
        "load",
        args,
        (typed, home) -> RowsOptions.parse(typed, home.resolve(".tidemark/bench-load")),
        (options, home) -> {
          List<LoadTrial> trials = measure(options, home);
          print(trials);
          return Map.of("load", trials);
        });
  }

  private static List<LoadTrial> measure(RowsOptions options, Path home)
      throws IOException, InterruptedException {
    Files.createDirectories(options.folder());
    Path file = options.folder().resolve("rows.csv");
    List<LoadTrial> trials = new ArrayList<>();
    Path stackFolder = Files.createTempDirectory(options.folder(), "stack");
    try (LocalStack stack =
        LocalStack.in(stackFolder).with(Service.KAFKA, Service.REGISTRY).start()) {
      MadeUpCsv.write(file, options.records());
      for (int trial = 0; trial <= options.pairs(); trial++) {
        LoadTrial done = LoadTrial.of(stack, home, file, "load-" + trial);
        if (trial > 0) {
          trials.add(done);
        }
      }
    } finally {
      Files.deleteIfExists(file);
      Folders.delete(stackFolder);
    }
    return trials;
  }

  private static void print(List<LoadTrial> trials) {
    System.out.printf(
        Locale.ROOT,
        "%n### Load, CSV of %,d rows (%d trials), load average %.1f%n%n| | rows/s |%n|---|---|%n",
        trials.get(0).rows(),
        trials.size(),
        Progress.load());
    row("from the first row read to the last one acknowledged", trials, LoadTrial::perSecond);
    row("the whole process, start of its JVM included", trials, LoadTrial::perWallSecond);
  }

  private static void row(String what, List<LoadTrial> trials, ToDoubleFunction<LoadTrial> value) {
    System.out.printf(
        "| %s | %s |%n",
        what, Spread.of(trials.stream().map(value::applyAsDouble).toList()).text("%,.0f"));
  }
}
