package dev.tidemark.sql;

import dev.tidemark.checkpoint.CheckpointRules;
import dev.tidemark.connector.plan.Pace;
import dev.tidemark.connector.plan.PaceSettings;
import dev.tidemark.connector.plan.RunPlan;
import dev.tidemark.lineage.Exclusions;
import dev.tidemark.pipeline.run.LiveRun;
import dev.tidemark.pipeline.run.PreparedRun;
import dev.tidemark.pipeline.run.RunArguments;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.PlanReference;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/** A run of a definition whose rows a query makes, from its arguments to a submitted job. */
public final class SqlRun {
  private SqlRun() {}

  /**
   * Checks the query, prepares the run and submits its job.
   *
   * @throws InvalidViewException if the query cannot make the table's rows, or no replay could
   *     repeat them
   * @throws dev.tidemark.connector.plan.RunRefusedException if the run must not start
   */
  public static JobClient submit(StreamExecutionEnvironment env, RunArguments arguments)
      throws Exception {
    CheckpointRules.check(env.getConfiguration());
    CompiledView view = CompiledView.of(arguments.definition()).requireReplay();
    boolean restoring =
        env.getConfiguration().getOptional(StateRecoveryOptions.SAVEPOINT_PATH).isPresent();
    PlanChoice choice = new PlanChoice(arguments, view);
    if (restoring) {
      choice.requireFittingState();
    }
    PreparedRun run = PreparedRun.of(arguments, restoring);
    StreamTableEnvironment session = StreamTableEnvironment.create(env);
    settings(arguments, run.plan()).forEach(session.getConfig()::set);
    return session
        .loadPlan(PlanReference.fromJsonString(choice.keep()))
        .execute()
        .getJobClient()
        .orElseThrow();
  }

  private static Map<String, String> settings(RunArguments arguments, RunPlan plan) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("pipeline.name", LiveRun.jobName(arguments));
    settings.put("table.local-time-zone", "UTC");
    settings.put("tidemark.run", arguments.run());
    settings.put("tidemark.definition", arguments.definition().fingerprint());
    settings.put("tidemark.registry-url", arguments.registryUrl());
    settings.put("tidemark.catalog.name", arguments.catalogName());
    arguments.catalog().forEach((key, value) -> settings.put("tidemark.catalog." + key, value));
    arguments.kafka().forEach((key, value) -> settings.put("tidemark.kafka." + key, value));
    if (!plan.exclusions().isEmpty()) {
      settings.put("tidemark.exclusions", Exclusions.text(plan.exclusions()));
    }
    Pace pace = plan.pace();
    if (pace != null) {
      PaceSettings.write(pace).forEach((key, value) -> settings.put("tidemark.pace." + key, value));
    }
    return settings;
  }
}
