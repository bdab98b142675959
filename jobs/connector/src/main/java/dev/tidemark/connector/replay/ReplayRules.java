package dev.tidemark.connector.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a replay cannot repeat, rule by rule, each with what to write instead. */
final class ReplayRules {
  private static final String CLOCK = "reads the clock";
  private static final String EVENT_TIME = "Use a time of the event.";

  private static final Map<String, Advice> FUNCTIONS =
      Map.ofEntries(
          Map.entry("NOW", new Advice(CLOCK, EVENT_TIME)),
          Map.entry("CURRENT_TIMESTAMP", new Advice(CLOCK, EVENT_TIME)),
          Map.entry("CURRENT_ROW_TIMESTAMP", new Advice(CLOCK, EVENT_TIME)),
          Map.entry("CURRENT_DATE", new Advice(CLOCK, EVENT_TIME)),
          Map.entry("CURRENT_TIME", new Advice(CLOCK, EVENT_TIME)),
          Map.entry("LOCALTIME", new Advice(CLOCK, EVENT_TIME)),
          Map.entry("LOCALTIMESTAMP", new Advice(CLOCK, EVENT_TIME)),
          Map.entry("PROCTIME", new Advice("is processing time", EVENT_TIME)),
          Map.entry("PROCTIME_MATERIALIZE", new Advice("is processing time", EVENT_TIME)),
          Map.entry(
              "CURRENT_WATERMARK",
              new Advice(
                  "depends on how partitions interleave",
                  "Use a window, or 'lateness' at the topic.")),
          Map.entry("RAND", new Advice("is drawn anew", "Hash a column of the event.")),
          Map.entry("RAND_INTEGER", new Advice("is drawn anew", "Hash a column of the event.")),
          Map.entry(
              "UUID",
              new Advice("is drawn anew", "Use topic, partition and offset, which are unique.")));

  private static final String ARRIVAL = "depends on the order of arrival";
  private static final Map<String, Advice> AGGREGATES =
      Map.of(
          "FIRST_VALUE", new Advice(ARRIVAL, "Declare PRIMARY KEY at the topic, or use MIN."),
          "LAST_VALUE", new Advice(ARRIVAL, "Declare PRIMARY KEY at the topic, or use MAX."),
          "LISTAGG", new Advice(ARRIVAL, "Keep one row per element."),
          "ARRAY_AGG", new Advice(ARRIVAL, "Keep one row per element."),
          "JSON_ARRAYAGG", new Advice(ARRIVAL, "Keep one row per element."),
          "JSON_OBJECTAGG", new Advice(ARRIVAL, "Keep one row per element."));

  private static final Set<String> SUMS =
      Set.of("SUM", "SUM0", "AVG", "STDDEV_POP", "STDDEV_SAMP", "VAR_POP", "VAR_SAMP");

  private static final Set<String> WAITING =
      Set.of(
          "window-aggregate",
          "local-window-aggregate",
          "global-window-aggregate",
          "group-window-aggregate",
          "window-table-function",
          "window-join",
          "window-rank",
          "interval-join",
          "over-aggregate",
          "temporal-sort");

  private static final Map<String, Advice> STEPS =
      Map.of(
          "lookup-join",
              new Advice(
                  "reads another table as it is at that moment", "Join with a topic instead."),
          "delta-join",
              new Advice(
                  "reads another table as it is at that moment", "Join with a topic instead."),
          "temporal-join",
              new Advice(
                  "needs every version of a row, and a topic with a primary key keeps the newest:"
                      + " which older ones it saw before depends on the order of arrival",
                  "Use a regular join."),
          "limit", new Advice("keeps the rows that arrive first", "Order down to the offset."),
          "watermark-assigner",
              new Advice(
                  "makes one watermark over all partitions, so rows are dropped uncounted",
                  "Declare SOURCE_WATERMARK() at the topic."),
          "mini-batch-assigner",
              new Advice(
                  "gathers rows by the clock", "Set table.exec.mini-batch.enabled to false."),
          "match",
              new Advice(
                  "takes rows of one time in the order of arrival", "Use windows and joins."));

  private record Advice(String why, String instead) {}

  private ReplayRules() {}

  static boolean waitsForTheWatermark(PlanNode node) {
    return WAITING.contains(node.kind());
  }

  static void check(PlanNode node, CompiledStatement statement, Collection<String> problems) {
    for (JsonNode call : node.calls()) {
      String name = PlanNode.function(call);
      refuse(FUNCTIONS.get(name), name + "()", node, problems);
    }
    aggregates(node, problems);
    refuse(STEPS.get(node.kind()), "the step", node, problems);
    stateExpires(node, problems);
    firesEarly(node, problems);
    order(node, statement, problems);
    sink(node, problems);
  }

  private static void aggregates(PlanNode node, Collection<String> problems) {
    for (JsonNode aggregate : node.aggregates()) {
      String name = PlanNode.function(aggregate);
      String type = PlanNode.type(aggregate);
      refuse(AGGREGATES.get(name), name, node, problems);
      if (SUMS.contains(name) && (type.startsWith("FLOAT") || type.startsWith("DOUBLE"))) {
        Advice rounding =
            new Advice("rounds differently in each order of arrival", "Cast to DECIMAL before.");
        refuse(rounding, name + " over " + type.replace(" NOT NULL", ""), node, problems);
      }
    }
  }

  private static void stateExpires(PlanNode node, Collection<String> problems) {
    for (JsonNode state : node.having("ttl")) {
      String ttl = state.path("ttl").asText();
      if (!ttl.startsWith("0 ")) {
        Advice expiry =
            new Advice(
                "forgets rows by the clock",
                "Leave out STATE_TTL and table.exec.state.ttl; bound the state by a window.");
        refuse(expiry, "state kept for " + ttl, node, problems);
      }
    }
  }

  private static void firesEarly(PlanNode node, Collection<String> problems) {
    if (node.json().path("configuration").path("table.exec.emit.early-fire.enabled").asBoolean()) {
      refuse(
          new Advice("gives rows by the clock", "Set it to false, or use a smaller window."),
          "table.exec.emit.early-fire.enabled",
          node,
          problems);
    }
  }

  /** Rows that are numbered or compared must differ in what they are ordered by. */
  private static void order(
      PlanNode node, CompiledStatement statement, Collection<String> problems) {
    boolean byTimeOnly = Set.of("deduplicate", "window-deduplicate").contains(node.kind());
    boolean ranked = Set.of("rank", "sort-limit", "window-rank").contains(node.kind());
    boolean counted =
        node.kind().equals("over-aggregate")
            && node.having("isRows").stream().anyMatch(g -> g.path("isRows").asBoolean());
    if (byTimeOnly || counted || (ranked && !isTotal(node, statement))) {
      refuse(
          new Advice(
              "decides between rows of one time by the order of arrival",
              counted
                  ? "Use RANGE instead of ROWS."
                  : "Order down to METADATA FROM 'partition' and 'offset', or declare PRIMARY KEY"
                      + " at the topic."),
          "the order",
          node,
          problems);
    }
  }

  private static boolean isTotal(PlanNode rank, CompiledStatement statement) {
    List<String> ordered = new ArrayList<>();
    for (JsonNode field : rank.json().path("orderBy").path("fields")) {
      Optional<String> metadata = statement.metadata(rank, field.path("index").asInt());
      metadata.ifPresent(ordered::add);
    }
    return ordered.containsAll(List.of("partition", "offset"));
  }

  private static void sink(PlanNode node, Collection<String> problems) {
    if (!node.kind().equals("sink")) {
      return;
    }
    if (node.json().path("requireUpsertMaterialize").asBoolean()) {
      refuse(
          new Advice(
              "is updated by a key outside its primary key, in the order of arrival",
              "Group by columns of the primary key, or widen it."),
          "the table",
          node,
          problems);
    }
  }

  private static void refuse(
      @Nullable Advice advice, String what, PlanNode where, Collection<String> problems) {
    if (advice != null) {
      problems.add(
          "In %s: %s %s. %s".formatted(where.description(), what, advice.why(), advice.instead()));
    }
  }
}
