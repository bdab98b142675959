package dev.tidemark.connector.replay;

import java.util.List;
import java.util.TreeSet;

/**
 * How exactly a replay of a statement repeats its rows (DESIGN.md, invariant 7). Decided over the
 * compiled plan, which is what runs, and not over the text.
 */
public sealed interface ReplayClass {
  /** Equal at equal offsets, whatever the parallelism and the interleaving of partitions. */
  record Prefix() implements ReplayClass {}

  /**
   * Equal for rows that both watermarks have closed.
   *
   * @param because the steps that wait for the watermark, in the planner's words
   */
  record Watermark(List<String> because) implements ReplayClass {}

  /**
   * Another replay gives other rows.
   *
   * @param problems one sentence for each expression: where it stands, why it cannot be repeated,
   *     and what to write instead
   */
  record Refused(List<String> problems) implements ReplayClass {}

  /**
   * The class of a statement.
   *
   * @param plan a compiled plan of Flink 2.1, as JSON
   * @throws IllegalArgumentException if it is none
   */
  static ReplayClass of(String plan) {
    CompiledStatement statement = CompiledStatement.parse(plan);
    TreeSet<String> problems = new TreeSet<>();
    TreeSet<String> waiting = new TreeSet<>();
    for (PlanNode node : statement.nodes()) {
      ReplayRules.check(node, statement, problems);
      if (ReplayRules.waitsForTheWatermark(node)) {
        waiting.add(node.description());
      }
    }
    if (!problems.isEmpty()) {
      return new Refused(List.copyOf(problems));
    }
    return waiting.isEmpty() ? new Prefix() : new Watermark(List.copyOf(waiting));
  }
}
