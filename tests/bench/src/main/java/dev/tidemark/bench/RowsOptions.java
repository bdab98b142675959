package dev.tidemark.bench;

import java.nio.file.Path;

/**
 * How much a benchmark of rows that has no parts measures.
 *
 * @param records rows of a trial
 * @param pairs trials of each side
 * @param folder where its files are meanwhile
 */
record RowsOptions(int records, int pairs, boolean json, Path folder) implements Benchmark.Options {

  /**
   * @param folder the usual one
   * @throws IllegalArgumentException with a sentence for the user
   */
  static RowsOptions parse(String[] args, Path folder) {
    int records = 1_000_000;
    int pairs = 5;
    boolean json = false;
    Path chosen = folder;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--json")) {
        json = true;
        continue;
      }
      String value = i + 1 < args.length ? args[i + 1] : "";
      switch (args[i]) {
        case "--records" -> records = BenchOptions.number(args[i], value);
        case "--pairs" -> pairs = BenchOptions.number(args[i], value);
        case "--dir" -> chosen = Path.of(value);
        default ->
            throw new IllegalArgumentException(
                "%s is no option of this benchmark. Accepted: --records N, --pairs N, --json, --dir FOLDER."
                    .formatted(args[i]));
      }
      i++;
    }
    return new RowsOptions(records, pairs, json, chosen);
  }
}
