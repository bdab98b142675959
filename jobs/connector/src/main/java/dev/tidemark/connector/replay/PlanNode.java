package dev.tidemark.connector.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One step of a compiled plan.
 *
 * @param kind Flink's name of it, like {@code calc} or {@code group-aggregate}
 */
record PlanNode(int id, String kind, JsonNode json) {
  private static final Pattern TYPE = Pattern.compile("^stream-exec-(.*)_\\d+$");

  /** What a function is called inside plans: {@code $SUM$1}. */
  private static final Pattern INTERNAL_NAME = Pattern.compile("^\\$+(.*?)(?:\\$\\d+)?$");

  /** Parts that say where rows come from and go to, not what is done to them. */
  private static final Set<String> OUTSIDE =
      Set.of("scanTableSource", "dynamicTableSink", "inputProperties", "description", "outputType");

  static PlanNode of(JsonNode json) {
    String kind = TYPE.matcher(json.path("type").asText()).replaceFirst("$1");
    return new PlanNode(json.path("id").asInt(), kind, json);
  }

  /** In the planner's words. */
  String description() {
    return json.path("description").asText();
  }

  boolean isScan() {
    return kind.equals("table-source-scan");
  }

  /** All objects inside this step that have that field. */
  List<JsonNode> having(String field) {
    List<JsonNode> found = new ArrayList<>();
    json.properties().stream()
        .filter(part -> !OUTSIDE.contains(part.getKey()))
        .forEach(part -> found.addAll(part.getValue().findParents(field)));
    if (json.has(field)) {
      found.add(json);
    }
    return found;
  }

  /** Functions called in expressions, by the name that SQL knows. */
  List<JsonNode> calls() {
    return having("internalName").stream().filter(n -> n.has("operands")).toList();
  }

  /** Aggregates. */
  List<JsonNode> aggregates() {
    return having("internalName").stream().filter(n -> n.has("argList")).toList();
  }

  static String function(JsonNode call) {
    return INTERNAL_NAME.matcher(call.path("internalName").asText()).replaceFirst("$1");
  }

  /** A type as text; one with more than text says at least its root. */
  static String type(JsonNode call) {
    JsonNode type = call.path("type");
    return type.isTextual() ? type.asText() : type.path("type").asText();
  }

  @Override
  public String toString() {
    return description();
  }
}
