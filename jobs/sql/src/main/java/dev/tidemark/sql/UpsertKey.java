package dev.tidemark.sql;

import dev.tidemark.definition.Kind;
import dev.tidemark.definition.TableDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A row of a keyed table must come from one row of the query: else two of them take turns in it, in
 * the order in which they arrive. The sink looks for the same when a job is built; here it shows in
 * the plan.
 */
final class UpsertKey {
  /** Steps that keep each row as it came, or multiply it. */
  private static final Set<String> PASSING =
      Set.of(
          "calc",
          "correlate",
          "drop-update-before",
          "exchange",
          "expand",
          "interval-join",
          "join",
          "temporal-join",
          "union");

  private UpsertKey() {}

  static List<ViewProblem> problems(TableDefinition definition, PlanSteps plan) {
    if (definition.kind() != Kind.UPSERT) {
      return List.of();
    }
    List<ViewProblem> problems = new ArrayList<>();
    Step sink = plan.sink();
    if (sink.json().path("requireUpsertMaterialize").asBoolean()) {
      problems.add(
          ViewProblem.ofAll(
              "The primary-key %s does not hold the key by which the query updates rows, so two rows"
                  + " of the query could be one row of the table. Group by columns of the"
                  + " primary-key, or widen it. The plan:\n%s",
              definition.primaryKey(), lines(sink)));
    } else if (sink.inputs().stream().anyMatch(UpsertKey::passesRecords)) {
      problems.add(
          ViewProblem.ofAll(
              "The primary-key %s says that rows replace each other, but they come one by one from a"
                  + " topic without one: the last to arrive would win. Give the source a primary-key"
                  + " and an event-time, aggregate, or use kind: append. The plan:\n%s",
              definition.primaryKey(), lines(sink)));
    }
    return problems;
  }

  private static boolean passesRecords(Step step) {
    if (step.isScan()) {
      return !step.isChangelog();
    }
    return PASSING.contains(step.kind())
        && step.inputs().stream().anyMatch(UpsertKey::passesRecords);
  }

  private static String lines(Step sink) {
    StringBuilder lines = new StringBuilder();
    describe(sink, 2, lines, new HashSet<>());
    return lines.toString().stripTrailing();
  }

  private static void describe(Step step, int depth, StringBuilder lines, Set<Integer> said) {
    lines.append("  ".repeat(depth)).append(step.description());
    if (!said.add(step.id())) {
      lines.append(" (as above)\n");
      return;
    }
    lines.append('\n');
    step.inputs().forEach(input -> describe(input, depth + 1, lines, said));
  }
}
