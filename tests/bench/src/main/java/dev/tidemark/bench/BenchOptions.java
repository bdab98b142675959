package dev.tidemark.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What to measure and how much of it.
 *
 * @param records loaded for each throughput trial
 * @param pairs trials of each side
 * @param seconds length of a freshness trial
 * @param snapshots the long history of the commit measurement
 * @param erased persons that each commit of a throughput trial's own side looks for
 * @param jvmArgs given to the jobs of both sides
 */
record BenchOptions(
    Set<Part> parts,
    long records,
    int pairs,
    int seconds,
    int perSecond,
    int snapshots,
    int erased,
    boolean json,
    Path folder,
    List<String> jvmArgs)
    implements Benchmark.Options {

  /** The parts that {@code --only} names. */
  enum Part {
    APPEND,
    UPSERT,
    FRESHNESS,
    COMMIT;

    static Part of(String text) {
      try {
        return valueOf(text.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException unknown) {
        throw new IllegalArgumentException(
            "--only %s names no part. Accepted: %s, several with commas."
                .formatted(
                    text,
                    Arrays.stream(values())
                        .map(part -> part.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "))),
            unknown);
      }
    }
  }

  static final String USAGE =
      """
      tidemark bench sink [options]
        --records N       records of a throughput trial (default 3000000)
        --pairs N         trials of each side (default 5)
        --only PARTS      of append, upsert, freshness, commit, with commas (default all)
        --seconds N       length of a freshness trial (default 60)
        --per-second N    records a second of a freshness trial (default 10000)
        --snapshots N     the long history of the commit measurement (default 2000)
        --erased N        persons in the erasure ledger of our table in throughput trials (default none)
        --json            print the results as JSON too
        --dir FOLDER      where the stack and the logs are; must not be in use (default .tidemark/bench)
        --jvm ARG         a JVM option for the jobs of both sides; may be repeated
      """;

  /**
   * @throws IllegalArgumentException with a sentence for the user
   */
  static BenchOptions parse(String[] args, Path home) {
    Set<Part> parts = EnumSet.allOf(Part.class);
    long records = 3_000_000;
    int pairs = 5;
    int seconds = 60;
    int perSecond = 10_000;
    int snapshots = 2_000;
    int erased = 0;
    boolean json = false;
    Path folder = home.resolve(".tidemark/bench");
    List<String> jvmArgs = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--json")) {
        json = true;
        continue;
      }
      String value = i + 1 < args.length ? args[i + 1] : "";
      switch (args[i]) {
        case "--records" -> records = number(args[i], value);
        case "--pairs" -> pairs = number(args[i], value);
        case "--seconds" -> seconds = number(args[i], value);
        case "--per-second" -> perSecond = number(args[i], value);
        case "--snapshots" -> snapshots = number(args[i], value);
        case "--erased" -> erased = number(args[i], value);
        case "--dir" -> folder = Path.of(value);
        case "--jvm" -> jvmArgs.add(value);
        case "--only" ->
            parts =
                Arrays.stream(value.split(","))
                    .map(Part::of)
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(Part.class)));
        default ->
            throw new IllegalArgumentException(
                "%s is no option of the benchmark. Accepted:%n%s".formatted(args[i], USAGE));
      }
      i++;
    }
    return new BenchOptions(
        parts,
        records,
        pairs,
        seconds,
        perSecond,
        snapshots,
        erased,
        json,
        folder,
        List.copyOf(jvmArgs));
  }

  static int number(String option, String value) {
    try {
      int number = Integer.parseInt(value);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException notOne) {
      // Said below, as for numbers below 1.
    }
    throw new IllegalArgumentException(
        "%s %s is not a number from 1 on. Give one, like %s 5.".formatted(option, value, option));
  }
}
