package dev.tidemark.connector.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A compiled plan: its steps, and where the columns of each come from. */
final class CompiledStatement {
  /** Steps that hand on the columns of their input as they are. */
  private static final Set<String> UNCHANGED =
      Set.of("exchange", "drop-update-before", "changelog-normalize", "union");

  private static final Set<String> RENAMING = Set.of("CAST", "REINTERPRET");

  private final Map<Integer, PlanNode> nodes = new LinkedHashMap<>();
  private final Map<Integer, List<Integer>> inputs = new LinkedHashMap<>();

  private CompiledStatement() {}

  static CompiledStatement parse(String plan) {
    JsonNode json;
    try {
      json = new ObjectMapper().readTree(plan);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "This is no compiled plan: %s. Make one with COMPILE PLAN.".formatted(e.getMessage()), e);
    }
    if (json.path("nodes").isEmpty()) {
      throw new IllegalArgumentException(
          "This is no compiled plan: it has no nodes. Make one with COMPILE PLAN.");
    }
    CompiledStatement statement = new CompiledStatement();
    for (JsonNode node : json.path("nodes")) {
      PlanNode step = PlanNode.of(node);
      statement.nodes.put(step.id(), step);
    }
    for (JsonNode edge : json.path("edges")) {
      statement
          .inputs
          .computeIfAbsent(edge.path("target").asInt(), id -> new ArrayList<>())
          .add(edge.path("source").asInt());
    }
    return statement;
  }

  List<PlanNode> nodes() {
    return List.copyOf(nodes.values());
  }

  List<PlanNode> inputs(PlanNode node) {
    return inputs.getOrDefault(node.id(), List.of()).stream().map(nodes::get).toList();
  }

  /**
   * Which metadata of a record a column of a step's input holds unchanged, like {@code offset};
   * empty if it is something else or cannot be told.
   */
  Optional<String> metadata(PlanNode step, int column) {
    List<PlanNode> from = inputs(step);
    if (from.size() != 1) {
      return Optional.empty();
    }
    PlanNode input = from.get(0);
    if (input.isScan()) {
      return ofScan(input, column);
    }
    if (UNCHANGED.contains(input.kind())) {
      return metadata(input, column);
    }
    if (input.kind().equals("calc")) {
      return reference(input.json().path("projection").path(column))
          .flatMap(index -> metadata(input, index));
    }
    return Optional.empty();
  }

  private static Optional<Integer> reference(JsonNode expression) {
    if (expression.path("kind").asText().equals("INPUT_REF")) {
      return Optional.of(expression.path("inputIndex").asInt());
    }
    JsonNode operand = expression.path("operands").path(0);
    boolean same =
        RENAMING.contains(PlanNode.function(expression))
            && bare(PlanNode.type(expression)).equals(bare(PlanNode.type(operand)));
    return same ? reference(operand) : Optional.empty();
  }

  private static String bare(String type) {
    return type.replace(" NOT NULL", "");
  }

  /** The metadata columns are the scan's last ones, in the order of the keys. */
  private static Optional<String> ofScan(PlanNode scan, int column) {
    List<String> keys = new ArrayList<>();
    for (JsonNode ability : scan.json().path("scanTableSource").path("abilities")) {
      if (ability.path("type").asText().equals("ReadingMetadata")) {
        keys.clear();
        ability.path("metadataKeys").forEach(key -> keys.add(key.asText()));
      }
    }
    int at = column - (width(scan.json().path("outputType")) - keys.size());
    return at >= 0 && at < keys.size() ? Optional.of(keys.get(at)) : Optional.empty();
  }

  private static int width(JsonNode rowType) {
    if (!rowType.isTextual()) {
      return rowType.path("fields").size();
    }
    int depth = 0;
    int fields = 1;
    for (char c : rowType.asText().toCharArray()) {
      if (c == '<' || c == '(') {
        depth++;
      } else if (c == '>' || c == ')') {
        depth--;
      } else if (c == ',' && depth == 1) {
        fields++;
      }
    }
    return fields;
  }
}
