package dev.tidemark.sql;

import dev.tidemark.connector.replay.ReplayClass;
import dev.tidemark.definition.Column;
import dev.tidemark.definition.Source;
import dev.tidemark.definition.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.SqlParserException;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableException;
import org.apache.flink.table.api.ValidationException;

/**
 * A definition's query, checked and compiled. It needs neither Kafka nor catalog, and knows nothing
 * of a run: settings are always the same, and Flink numbers nothing (see {@link PlanSteps}), so
 * equal definitions give equal plans.
 *
 * @param plan Flink's compiled plan, as JSON
 * @param replay how exactly a replay repeats its rows
 */
public record CompiledView(TableDefinition definition, String plan, ReplayClass replay) {
  /** Moments are shown and cut into days in UTC, wherever the job runs. */
  private static final Map<String, String> SETTINGS =
      Map.of("table.local-time-zone", "UTC", "pipeline.generic-types", "false");

  private static final String VIEW = DefinitionTables.LIVE + ".`view.sql`";

  /**
   * Compiles the query of a definition.
   *
   * @throws InvalidViewException if it cannot make the table's rows
   */
  public static CompiledView of(TableDefinition definition) {
    TableEnvironment session =
        TableEnvironment.create(
            EnvironmentSettings.newInstance()
                .inStreamingMode()
                .withConfiguration(Configuration.fromMap(SETTINGS))
                .build());
    DefinitionTables.create(session, definition);
    String plan = PlanSteps.of(compile(session, definition)).numberedByState();
    PlanSteps steps = PlanSteps.of(plan);
    List<ViewProblem> problems = new ArrayList<>(unread(definition, steps));
    problems.addAll(UpsertKey.problems(definition, steps));
    refuse(definition, problems);
    return new CompiledView(definition, plan, ReplayClass.of(plan));
  }

  /**
   * Refuses what no replay repeats, such as {@code NOW()}.
   *
   * @throws InvalidViewException naming every expression, and what to write instead
   */
  public CompiledView requireReplay() {
    if (replay instanceof ReplayClass.Refused refused) {
      refuse(definition, refused.problems().stream().map(p -> ViewProblem.ofAll("%s", p)).toList());
    }
    return this;
  }

  private static String compile(TableEnvironment session, TableDefinition definition) {
    try {
      Table view = session.sqlQuery(withoutSemicolon(definition.sql()));
      refuse(definition, ViewColumns.problems(definition, view.getResolvedSchema()));
      session.createTemporaryView(VIEW, view);
      String columns =
          definition.columns().stream()
              .map(Column::name)
              .map(DefinitionTables::quoted)
              .collect(Collectors.joining(", "));
      return session
          .compilePlanSql(
              "INSERT INTO %s SELECT %s FROM %s"
                  .formatted(DefinitionTables.live(definition), columns, VIEW))
          .asJsonString();
    } catch (SqlParserException | ValidationException | TableException e) {
      throw new InvalidViewException(definition, List.of(SqlErrors.problem(e)));
    }
  }

  /** A query ends like a statement, whoever writes it; Flink takes one without the end. */
  private static String withoutSemicolon(String sql) {
    String text = sql.stripTrailing();
    return text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
  }

  /** A topic that no step reads is in no tidemark, though the definition promises it. */
  private static List<ViewProblem> unread(TableDefinition definition, PlanSteps plan) {
    Set<String> read =
        plan.steps().stream()
            .filter(Step::isScan)
            .map(scan -> scan.option("topic"))
            .collect(Collectors.toSet());
    List<ViewProblem> problems = new ArrayList<>();
    for (Source source : definition.sources()) {
      if (!read.contains(source.topic())) {
        problems.add(
            ViewProblem.ofAll(
                "It does not read the topic %s (table %s). Read it, or remove it from the sources.",
                source.topic(), source.table()));
      }
    }
    return problems;
  }

  private static void refuse(TableDefinition definition, List<ViewProblem> problems) {
    if (!problems.isEmpty()) {
      throw new InvalidViewException(definition, problems);
    }
  }
}
