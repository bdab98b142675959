package dev.tidemark.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What to measure of replays and how much of it.
 *
 * @param records of the topic that is replayed
 * @param pairs trials of each side
 * @param seconds length of a stretch beside the live table
 * @param perSecond events a second that the live table gets meanwhile
 */
record ReplayOptions(
    Set<Part> parts, long records, int pairs, int seconds, int perSecond, boolean json, Path folder)
    implements Benchmark.Options {

  /** The parts that {@code --only} names. */
  enum Part {
    ALONE,
    BESIDE,
    MOVES;

    static Part of(String text) {
      try {
        return valueOf(text.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException unknown) {
        throw new IllegalArgumentException(
            "--only %s names no part. Accepted: alone, beside, moves, several with commas."
                .formatted(text),
            unknown);
      }
    }
  }

  /**
   * @throws IllegalArgumentException with a sentence for the user
   */
  static ReplayOptions parse(String[] args, Path home) {
    Set<Part> parts = EnumSet.allOf(Part.class);
    long records = 6_000_000;
    int pairs = 2;
    int seconds = 45;
    int perSecond = 5_000;
    boolean json = false;
    Path folder = home.resolve(".tidemark/bench-replay");
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--json")) {
        json = true;
        continue;
      }
      String value = i + 1 < args.length ? args[i + 1] : "";
      switch (args[i]) {
        case "--records" -> records = BenchOptions.number(args[i], value);
        case "--pairs" -> pairs = BenchOptions.number(args[i], value);
        case "--seconds" -> seconds = BenchOptions.number(args[i], value);
        case "--per-second" -> perSecond = BenchOptions.number(args[i], value);
        case "--dir" -> folder = Path.of(value);
        case "--only" ->
            parts =
                Arrays.stream(value.split(",", -1))
                    .map(Part::of)
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(Part.class)));
        default ->
            throw new IllegalArgumentException(
                "%s is no option of this benchmark. Accepted: --records N, --pairs N, --only PARTS, --seconds N, --per-second N, --json, --dir FOLDER."
                    .formatted(args[i]));
      }
      i++;
    }
    return new ReplayOptions(
        parts, records, pairs, seconds, perSecond, json, folder.toAbsolutePath());
  }
}
