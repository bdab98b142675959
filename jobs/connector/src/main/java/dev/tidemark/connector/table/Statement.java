package dev.tidemark.connector.table;

import dev.tidemark.connector.source.TrackedTopics;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.operators.AbstractUdfStreamOperator;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.api.transformations.PartitionTransformation;
import org.apache.flink.streaming.api.transformations.SourceTransformation;
import org.apache.flink.streaming.api.transformations.UnionTransformation;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.LogicalType;

/** What the planner made of a statement, between its topics and one of its sinks. */
final class Statement {
  /** The number of the plan's node stands in front; it differs from planning to planning. */
  private static final Pattern NODE_NUMBER = Pattern.compile("^\\[\\d+\\]:");

  private static final String MATERIALIZER = "SinkUpsertMaterializer";

  /** Beginnings of the planner's descriptions of steps that keep each row as it came. */
  private static final List<String> PASSING =
      List.of(
          "Calc(",
          "ConstraintEnforcer[",
          "Correlate(",
          "DropUpdateBefore",
          "Expand(",
          "IntervalJoin(",
          "Join(",
          "TemporalJoin(",
          "StreamRecordTimestampInserter(");

  private final Transformation<?> end;

  /**
   * @param end the last step before the sink
   */
  Statement(Transformation<?> end) {
    this.end = end;
  }

  /** Finds what would make a tidemark of this statement a lie. */
  void check(TrackedTopics found, LiveTableColumns table, Problems problems) {
    if (found.topics().isEmpty()) {
      problems.add(
          "no topic feeds it: %s. Read at least one table with 'connector' = 'tidemark' and 'topic';"
              + " a filter that is always false removes a topic from the plan.",
          found.foreign().isEmpty() ? "the plan has no source" : "it has only " + found.foreign());
    } else if (!found.foreign().isEmpty()) {
      problems.add(
          "%s is read without a tracker, so its rows would be in the table and in no tidemark. Read"
              + " it from a topic with 'connector' = 'tidemark', or leave it out.",
          String.join(", ", found.foreign()));
    }
    readsEachTopicOnce(found, problems);
    readsOneCluster(found, problems);
    fillsRequiredColumns(table, problems);
    if (!table.isAppend() && steps().anyMatch(Statement::isMaterializer)) {
      problems.add(
          "its primary key %s does not hold the key by which the query updates rows, so two rows of"
              + " the query could be one row of the table, and the order in which they arrive would"
              + " decide. Group by columns of the primary key, or widen it. The plan:\n%s",
          table.primaryKey(), plan());
    } else if (!table.isAppend() && passesRecords(end)) {
      problems.add(
          "its primary key %s says that rows replace each other, but they come one by one from a topic"
              + " without a primary key: the last to arrive would win. Declare PRIMARY KEY and"
              + " 'event-time' at the topic, aggregate, or leave the primary key out. The plan:\n%s",
          table.primaryKey(), plan());
    }
  }

  /**
   * Flink checks a NOT NULL column row by row and ends the job at the first null; whether there can
   * be one shows in the type that the planner gives the query's column. Where the planner has cast
   * a column to the table's type, it has made all columns nullable, and nothing shows.
   */
  private void fillsRequiredColumns(LiveTableColumns table, Problems problems) {
    if (!(end.getOutputType() instanceof InternalTypeInfo<?> rows)) {
      throw new IllegalStateException("The planner hands over rows of " + end.getOutputType());
    }
    List<LogicalType> given = rows.toRowType().getChildren();
    if (given.stream().allMatch(LogicalType::isNullable)) {
      return;
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      if (table.columns().get(i).required() && given.get(i).isNullable()) {
        names.add(table.columns().get(i).name());
      }
    }
    if (!names.isEmpty()) {
      problems.add(
          "the query may give null for %s, declared NOT NULL, and the first null would end the job."
              + " Wrap it in COALESCE(…, a value that is never null), also where a filter leaves no"
              + " null, or leave NOT NULL out.",
          String.join(", ", names));
    }
  }

  /**
   * True if records of a topic without key come through one by one, so that nothing in between
   * makes one row of a key. Joins only multiply them.
   */
  private static boolean passesRecords(Transformation<?> step) {
    if (isPlainScan(step)) {
      return true;
    }
    String text = text(step);
    boolean passes =
        step instanceof PartitionTransformation<?>
            || step instanceof UnionTransformation<?>
            || PASSING.stream().anyMatch(text::startsWith);
    return passes && step.getInputs().stream().anyMatch(Statement::passesRecords);
  }

  private static boolean isPlainScan(Transformation<?> step) {
    return step instanceof OneInputTransformation<?, ?> one
        && one.getOperatorFactory() instanceof SimpleOperatorFactory<?> factory
        && factory.getOperator() instanceof AbstractUdfStreamOperator<?, ?> operator
        && operator.getUserFunction() instanceof ToTableRow;
  }

  private static String text(Transformation<?> step) {
    String text = Optional.ofNullable(step.getDescription()).orElse(step.getName());
    return NODE_NUMBER.matcher(text).replaceFirst("");
  }

  private static void readsEachTopicOnce(TrackedTopics found, Problems problems) {
    TreeMap<String, Integer> readers = new TreeMap<>();
    found.topics().forEach(t -> readers.merge(t.contract().topic(), 1, Integer::sum));
    readers.forEach(
        (topic, count) -> {
          if (count > 1) {
            problems.add(
                "topic %s has %d readers in the plan, each at an offset of its own, and a tidemark has"
                    + " one. Read it through one table, and leave"
                    + " table.optimizer.reuse-sub-plan-enabled and"
                    + " table.optimizer.reuse-source-enabled on.",
                topic, count);
          }
        });
  }

  private static void readsOneCluster(TrackedTopics found, Problems problems) {
    List<String> clusters =
        found.topics().stream().map(t -> t.plan().start().clusterId()).distinct().sorted().toList();
    if (clusters.size() > 1) {
      problems.add(
          "its topics are in the Kafka clusters %s, and a tidemark's offsets are of one. Mirror them"
              + " into one cluster.",
          clusters);
    }
  }

  private Stream<Transformation<?>> steps() {
    List<Transformation<?>> steps = new ArrayList<>(end.getTransitivePredecessors());
    return new LinkedHashSet<>(steps).stream();
  }

  private static boolean isMaterializer(Transformation<?> step) {
    return step instanceof OneInputTransformation<?, ?> one
        && one.getOperatorFactory() instanceof SimpleOperatorFactory<?> factory
        && factory.getOperator().getClass().getSimpleName().startsWith(MATERIALIZER);
  }

  /**
   * Sixteen hex digits of all steps between topics and sink, in the planner's own words: equal for
   * equal queries planned by the same planner, whatever their text.
   */
  String fingerprint() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(plan().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, 16);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }

  /** One step a line, inputs indented below it. */
  String plan() {
    StringBuilder lines = new StringBuilder();
    describe(end, 0, lines, new HashSet<>());
    return lines.toString();
  }

  private static void describe(
      Transformation<?> step, int depth, StringBuilder lines, Set<Transformation<?>> seen) {
    if (step instanceof SourceTransformation<?, ?, ?>) {
      return;
    }
    boolean said = step instanceof PartitionTransformation<?>;
    if (!said) {
      lines.append("  ".repeat(depth)).append(text(step));
      if (!seen.add(step)) {
        lines.append(" (as above)\n");
        return;
      }
      lines.append('\n');
    }
    for (Transformation<?> input : step.getInputs()) {
      describe(input, said ? depth : depth + 1, lines, seen);
    }
  }
}
