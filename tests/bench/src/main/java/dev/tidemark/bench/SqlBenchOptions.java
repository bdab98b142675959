package dev.tidemark.bench;

import dev.tidemark.bench.sql.Statement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which statements to measure and how often.
 *
 * @param records events that each trial reads
 * @param pairs trials of each side
 * @param jvmArgs given to the jobs of both sides
 */
record SqlBenchOptions(
    Set<Statement> statements,
    int records,
    int pairs,
    boolean json,
    Path folder,
    List<String> jvmArgs)
    implements Benchmark.Options {

  static final String USAGE =
      """
      tidemark bench sql [options]
        --records N       events that each trial reads (default 3000000)
        --pairs N         trials of each side (default 5)
        --only STATEMENTS of append, upsert, join, with commas (default all)
        --json            print the results as JSON too
        --dir FOLDER      where the stack and the logs are; must not be in use (default .tidemark/bench)
        --jvm ARG         a JVM option for the jobs of both sides; may be repeated
      """;

  /**
   * @throws IllegalArgumentException with a sentence for the user
   */
  static SqlBenchOptions parse(String[] args, Path home) {
    Set<Statement> statements = EnumSet.allOf(Statement.class);
    int records = 3_000_000;
    int pairs = 5;
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
        case "--records" -> records = BenchOptions.number(args[i], value);
        case "--pairs" -> pairs = BenchOptions.number(args[i], value);
        case "--dir" -> folder = Path.of(value);
        case "--jvm" -> jvmArgs.add(value);
        case "--only" -> statements = statements(value);
        default ->
            throw new IllegalArgumentException(
                "%s is no option of this benchmark. Accepted:%n%s".formatted(args[i], USAGE));
      }
      i++;
    }
    return new SqlBenchOptions(statements, records, pairs, json, folder, List.copyOf(jvmArgs));
  }

  private static Set<Statement> statements(String names) {
    return Arrays.stream(names.split(","))
        .map(SqlBenchOptions::statement)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Statement.class)));
  }

  private static Statement statement(String name) {
    try {
      return Statement.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException(
          "--only %s names no statement. Accepted: %s, several with commas."
              .formatted(
                  name,
                  Arrays.stream(Statement.values())
                      .map(Statement::id)
                      .collect(Collectors.joining(", "))),
          unknown);
    }
  }
}
