package dev.tidemark.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The steps of a compiled plan. */
final class PlanSteps {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final JsonNode plan;
  private final Map<Integer, Step> steps;

  private PlanSteps(JsonNode plan, Map<Integer, Step> steps) {
    this.plan = plan;
    this.steps = steps;
  }

  /**
   * Reads a plan.
   *
   * @throws IllegalArgumentException if it is none
   */
  static PlanSteps of(String text) {
    JsonNode plan;
    try {
      plan = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("It is no JSON: " + e.getOriginalMessage(), e);
    }
    if (plan.path("nodes").isEmpty()) {
      throw new IllegalArgumentException("It has no nodes.");
    }
    Map<Integer, List<Integer>> inputs = new HashMap<>();
    for (JsonNode edge : plan.path("edges")) {
      inputs
          .computeIfAbsent(edge.path("target").asInt(), id -> new ArrayList<>())
          .add(edge.path("source").asInt());
    }
    Map<Integer, Step> steps = new LinkedHashMap<>();
    // Flink writes a step behind its inputs.
    for (JsonNode node : plan.path("nodes")) {
      int id = node.path("id").asInt();
      List<Step> before = inputs.getOrDefault(id, List.of()).stream().map(steps::get).toList();
      steps.put(id, new Step((ObjectNode) node, before));
    }
    return new PlanSteps(plan, steps);
  }

  /** Inputs first. */
  List<Step> steps() {
    return List.copyOf(steps.values());
  }

  Step sink() {
    return steps.values().stream().filter(Step::isSink).findFirst().orElseThrow();
  }

  /**
   * The same plan, each step numbered by what its state depends on. Flink makes operators' uids of
   * these numbers, and state is found by uids: so a plan finds the state of another one exactly
   * where both would keep the same. Flink's own numbers count on from statement to statement of a
   * JVM, and shift with every step that is added.
   */
  String numberedByState() {
    Map<Integer, Integer> numbers = new HashMap<>();
    Set<Integer> taken = new HashSet<>();
    steps.forEach(
        (id, step) -> {
          int number = step.number();
          while (!taken.add(number)) {
            number = (number + 1) & Integer.MAX_VALUE;
          }
          numbers.put(id, number);
        });
    JsonNode copy = plan.deepCopy();
    copy.path("nodes").forEach(node -> replace(node, "id", numbers));
    copy.path("edges")
        .forEach(
            edge -> {
              replace(edge, "source", numbers);
              replace(edge, "target", numbers);
            });
    return copy.toPrettyString() + "\n";
  }

  private static void replace(JsonNode holder, String field, Map<Integer, Integer> ids) {
    ((ObjectNode) holder).put(field, ids.get(holder.path(field).asInt()));
  }
}
