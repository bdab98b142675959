package dev.tidemark.yaml;

import java.util.List;

/**
 * One thing wrong in a YAML file.
 *
 * @param line counted from 1
 * @param column counted from 1
 * @param key path of the value, for example {@code columns[2].type}
 * @param found what stands there
 * @param accepted what may stand there
 */
public record Problem(int line, int column, String key, String found, String accepted) {
  public String sentence() {
    return "%d:%d %s: found %s, accepted is %s".formatted(line, column, key, found, accepted);
  }

  /**
   * The sentence about a whole file.
   *
   * @param subject what cannot be used, for example {@code the mapping a.yaml}
   */
  public static String sentence(String subject, List<Problem> problems) {
    var text = new StringBuilder();
    text.append("Cannot use ").append(subject).append(": ").append(problems.size());
    text.append(problems.size() == 1 ? " problem." : " problems.");
    problems.forEach(problem -> text.append("\n  ").append(problem.sentence()));
    return text.toString();
  }
}
