package dev.tidemark.jobs;

import dev.tidemark.connector.plan.RunRefusedException;
import dev.tidemark.definition.InvalidDefinitionException;
import dev.tidemark.lineage.RefusedException;
import dev.tidemark.pipeline.run.InvalidArgumentsException;
import dev.tidemark.pipeline.run.LiveRun;
import dev.tidemark.pipeline.run.RunArguments;
import dev.tidemark.sql.InvalidViewException;
import dev.tidemark.sql.RegisteredSchemas;
import dev.tidemark.sql.SqlRun;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Runs one definition as one Flink job: on whatever cluster it is submitted to, or in this process.
 * The arguments are {@link RunArguments}'.
 */
public final class RunJob {
  private RunJob() {}

  public static void main(String[] args) throws Exception {
    boolean local =
        StreamExecutionEnvironment.getExecutionEnvironment() instanceof LocalStreamEnvironment;
    try {
      RunArguments arguments = RunArguments.parse(args);
      var env = LiveRun.environment(arguments);
      if (beginsWithItsTopics(env, arguments)) {
        new RegisteredSchemas(arguments.registryUrl())
            .require(arguments.definition(), arguments.run());
      }
      if (arguments.definition().isSql()) {
        JobClient job = SqlRun.submit(env, arguments);
        if (local) {
          job.getJobExecutionResult().get();
        }
      } else {
        LiveRun.build(env, arguments);
        env.execute(LiveRun.jobName(arguments));
      }
    } catch (InvalidArgumentsException
        | InvalidDefinitionException
        | InvalidViewException
        | RunRefusedException
        | RefusedException e) {
      if (!local) {
        throw e;
      }
      System.err.println(e.getMessage());
      System.exit(2);
    }
    if (local) {
      // Flink's threads would keep the process for another minute.
      System.exit(0);
    }
  }

  /**
   * A run that goes on must not stay down for what a producer registers meanwhile, and a replay
   * reads events of older schemas: both find bad records among the others, in the quarantine.
   */
  private static boolean beginsWithItsTopics(
      StreamExecutionEnvironment env, RunArguments arguments) {
    return arguments.replay() == null
        && env.getConfiguration().getOptional(StateRecoveryOptions.SAVEPOINT_PATH).isEmpty();
  }
}
