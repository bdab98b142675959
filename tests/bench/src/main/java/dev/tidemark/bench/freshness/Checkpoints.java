package dev.tidemark.bench.freshness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * When checkpoints began and were complete, as Flink's coordinator logs it. That is the same for
 * both sides, while a tidemark's own times have no counterpart on the plain side.
 */
public final class Checkpoints {
  private static final Pattern TRIGGERED =
      Pattern.compile("(\\d{13}) .*Triggering checkpoint (\\d+) .*");
  private static final Pattern COMPLETED =
      Pattern.compile(
          "(\\d{13}) .*Completed checkpoint (\\d+) for job [^(]*\\((\\d+) bytes,"
              + " checkpointDuration=(\\d+) ms.*");

  private final Map<Long, Long> triggered = new HashMap<>();
  private final Map<Long, Long> completed = new HashMap<>();
  private final List<Completed> completions = new ArrayList<>();

  private Checkpoints() {}

  /**
   * A checkpoint that is complete.
   *
   * @param at epoch milliseconds
   * @param bytes of state it holds, also in files shared with others
   * @param millis from trigger to complete
   */
  public record Completed(long at, long bytes, long millis) {}

  public static Checkpoints in(Path log) throws IOException {
    Checkpoints checkpoints = new Checkpoints();
    try (Stream<String> lines = Files.lines(log)) {
      lines.forEach(
          line -> {
            note(TRIGGERED.matcher(line), checkpoints.triggered);
            Matcher complete = COMPLETED.matcher(line);
            note(complete, checkpoints.completed);
            if (complete.matches()) {
              checkpoints.completions.add(
                  new Completed(number(complete, 1), number(complete, 3), number(complete, 4)));
            }
          });
    }
    return checkpoints;
  }

  private static void note(Matcher line, Map<Long, Long> times) {
    if (line.matches()) {
      times.put(Long.valueOf(line.group(2)), Long.valueOf(line.group(1)));
    }
  }

  private static long number(Matcher line, int group) {
    return Long.parseLong(line.group(group));
  }

  /** All that are complete, in order. */
  public List<Completed> completed() {
    return List.copyOf(completions);
  }

  boolean knows(long id) {
    return triggered.containsKey(id) && completed.containsKey(id);
  }

  /** Epoch milliseconds. */
  long triggered(long id) {
    return triggered.get(id);
  }

  /** Epoch milliseconds. */
  long completed(long id) {
    return completed.get(id);
  }
}
