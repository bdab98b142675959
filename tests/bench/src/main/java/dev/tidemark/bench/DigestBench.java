package dev.tidemark.bench;

import dev.tidemark.bench.digest.DigestTable;
import dev.tidemark.bench.digest.DigestTrial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.iceberg.Table;

/**
 * Measures how many rows a core reads and digests, of Parquet files in a folder: an append table,
 * and an upsert table of twenty epochs with an equality delete for each row. Beside it, in turns,
 * Iceberg's generic reader, which only reads. Rates count rows of data files, deleted ones
 * included. The first trial of each is not counted: it warms the compiler up.
 */
public final class DigestBench {
  private static final int EPOCHS = 20;

  private DigestBench() {}

  public static void main(String[] args) throws Exception {
    Benchmark.run(
        "digest",
        args,
        (typed, home) -> RowsOptions.parse(typed, home.resolve(".tidemark/bench-digest")),
        (options, home) -> Map.of("digest", measure(options)));
  }

  private static Map<String, Trials> measure(RowsOptions options) throws IOException {
    Map<String, Trials> results = new LinkedHashMap<>();
    Files.createDirectories(options.folder());
    Path folder = Files.createTempDirectory(options.folder(), "tables");
    try {
      Table append = DigestTable.create(folder.resolve("a"), options.records(), 1, false);
      results.put("append", measure("append", append, options));
      Table upsert = DigestTable.create(folder.resolve("u"), options.records(), EPOCHS, true);
      results.put("upsert", measure("upsert", upsert, options));
      return results;
    } finally {
      Folders.delete(folder);
    }
  }

  private static Trials measure(String kind, Table table, RowsOptions options) throws IOException {
    List<DigestTrial> digests = new ArrayList<>();
    List<DigestTrial> plain = new ArrayList<>();
    for (int pair = 0; pair <= options.pairs(); pair++) {
      boolean oursFirst = pair % 2 == 0;
      DigestTrial first = oursFirst ? DigestTrial.digest(table) : DigestTrial.plain(table);
      DigestTrial second = oursFirst ? DigestTrial.plain(table) : DigestTrial.digest(table);
      if (first.rows() != second.rows()) {
        throw new IllegalStateException(
            "One reader found %d rows, the other %d.".formatted(first.rows(), second.rows()));
      }
      if (pair > 0) {
        digests.add(oursFirst ? first : second);
        plain.add(oursFirst ? second : first);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%n### Digest, %s: %,d rows in files, %,d deletes, %,d live (%d pairs), load average %.1f%n%n"
            + "| | rows per CPU second | rows and deletes per CPU second | rows/s |%n|---|---|---|---|%n",
        kind,
        digests.get(0).inFiles(),
        digests.get(0).deletes(),
        digests.get(0).rows(),
        options.pairs(),
        Progress.load());
    row("read and digest", digests, text(digests, DigestTrial::readPerCpuSecond));
    // Its deletes are read by other threads, whose time is not counted.
    row("Iceberg's generic reader, reading only", plain, "");
    return new Trials(digests, plain);
  }

  /** Both sides of one kind of table. */
  private record Trials(List<DigestTrial> digest, List<DigestTrial> plain) {}

  private static void row(String what, List<DigestTrial> trials, String withDeletes) {
    System.out.printf(
        "| %s | %s | %s | %s |%n",
        what,
        text(trials, DigestTrial::perCpuSecond),
        withDeletes,
        text(trials, DigestTrial::perSecond));
  }

  private static String text(List<DigestTrial> trials, ToDoubleFunction<DigestTrial> value) {
    return Spread.of(trials.stream().map(value::applyAsDouble).toList()).text("%,.0f");
  }
}
