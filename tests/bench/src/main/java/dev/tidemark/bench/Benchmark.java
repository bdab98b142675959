package dev.tidemark.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What all benchmarks share: how one is asked for, the head of its report, its results as JSON
 * behind the report if asked. Ends the process, with code 2 if the options cannot be read.
 */
final class Benchmark {
  /** What somebody wants to be measured. */
  interface Options {
    /** Whether the results are wanted as JSON too. */
    boolean json();
  }

  /** Makes sense of what was typed; throws {@link IllegalArgumentException} with a sentence. */
  interface Reading<O> {
    O read(String[] args, Path home);
  }

  /** Measures and prints Markdown; gives the results by their name in JSON. */
  interface Measuring<O> {
    Map<String, ?> measure(O options, Path home) throws Exception;
  }

  private Benchmark() {}

  static <O extends Options> void run(
      String name, String[] args, Reading<O> reading, Measuring<O> measuring) throws Exception {
    Path home = Path.of(System.getProperty("tidemark.home", "")).toAbsolutePath();
    O options;
    try {
      options = reading.read(args, home);
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.exit(2);
      return;
    }
    Machine machine = Machine.here();
    String begun = Instant.now().truncatedTo(ChronoUnit.MINUTES).toString();
    System.out.println(
        Report.head(
            "tidemark bench %s %s".formatted(name, String.join(" ", args)), begun, machine));
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("begun", begun);
    results.put("machine", machine);
    results.putAll(measuring.measure(options, home));
    if (options.json()) {
      System.out.println(
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(results));
    }
    System.exit(0);
  }
}
