package dev.tidemark.jobs;

import dev.tidemark.connector.plan.RunRefusedException;
import dev.tidemark.definition.InvalidDefinitionException;
import dev.tidemark.lineage.RefusedException;
import dev.tidemark.pipeline.run.InvalidArgumentsException;
import dev.tidemark.pipeline.run.LiveRun;
import dev.tidemark.pipeline.run.RunArguments;
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
      LiveRun.build(env, arguments);
      env.execute(LiveRun.jobName(arguments));
    } catch (InvalidArgumentsException
        | InvalidDefinitionException
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
}
