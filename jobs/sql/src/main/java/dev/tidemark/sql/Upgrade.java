package dev.tidemark.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a run may go on from its state with another version of its definition: only if every step
 * that keeps state keeps the same as before, and every column that the table had is made as before.
 * Otherwise rows from before and after the upgrade would differ in kind, and no replay could tell.
 */
final class Upgrade {
  private final PlanSteps before;
  private final PlanSteps after;

  Upgrade(String before, String after) {
    this.before = PlanSteps.of(before);
    this.after = PlanSteps.of(after);
  }

  /** What stands against it, as the rest of a sentence; empty if nothing does. */
  Optional<String> obstacle() {
    Optional<String> state = stateful(before, after, "is gone or changed", "is in its place");
    return state.isPresent() ? state : columns();
  }

  private static Optional<String> stateful(
      PlanSteps before, PlanSteps after, String gone, String come) {
    List<Step> lost = without(before, after);
    List<Step> added = without(after, before);
    if (lost.isEmpty() && added.isEmpty()) {
      return Optional.empty();
    }
    Set<String> old = descriptions(lost);
    Set<String> now = descriptions(added);
    Optional<String> was = old.stream().filter(text -> !now.contains(text)).findFirst();
    Optional<String> is = now.stream().filter(text -> !old.contains(text)).findFirst();
    return Optional.of(
        was.map(text -> "the step %s %s".formatted(text, gone)).orElse("its state has another step")
            + is.map(text -> ", %s %s".formatted(text, come)).orElse(""));
  }

  private static List<Step> without(PlanSteps plan, PlanSteps other) {
    Set<String> states =
        other.steps().stream()
            .filter(Step::keepsState)
            .map(Step::state)
            .collect(Collectors.toSet());
    return plan.steps().stream()
        .filter(Step::keepsState)
        .filter(step -> !states.contains(step.state()))
        .toList();
  }

  /** Of these steps and all before them, the first ones first. */
  private static Set<String> descriptions(List<Step> steps) {
    Set<String> texts = new LinkedHashSet<>();
    for (Step step : steps) {
      texts.addAll(descriptions(step.inputs()));
      texts.add(step.description());
    }
    return texts;
  }

  private Optional<String> columns() {
    Map<String, String> old = expressions(before.sink());
    Map<String, String> now = expressions(after.sink());
    for (Map.Entry<String, String> column : old.entrySet()) {
      if (!column.getValue().equals(now.get(column.getKey()))) {
        return Optional.of(
            column.getKey().equals(CONDITION)
                ? "the condition of its rows is another one: %s was %s"
                    .formatted(
                        after.sink().inputs().get(0).description(),
                        before.sink().inputs().get(0).description())
                : "column %s is made in another way".formatted(column.getKey()));
      }
    }
    return Optional.empty();
  }

  private static final String CONDITION = "WHERE";

  /** What makes each column of the table, over the last step that keeps state. */
  private static Map<String, String> expressions(Step sink) {
    Map<String, String> expressions = new HashMap<>();
    Step last = sink.inputs().get(0);
    boolean projects = last.kind().equals("calc");
    Step from = projects ? last.inputs().get(0) : last;
    JsonNode columns = sink.json().path("dynamicTableSink").path("table").path("resolvedTable");
    int i = 0;
    for (JsonNode column : columns.path("schema").path("columns")) {
      String expression =
          projects ? last.json().path("projection").path(i).toString() : "column " + i;
      expressions.put(column.path("name").asText(), from.state() + expression);
      i++;
    }
    expressions.put(CONDITION, projects ? last.json().path("condition").toString() : "null");
    return expressions;
  }
}
