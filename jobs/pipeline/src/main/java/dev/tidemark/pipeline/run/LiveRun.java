package dev.tidemark.pipeline.run;

import dev.tidemark.checkpoint.CheckpointRules;
import dev.tidemark.definition.TableDefinition;
import dev.tidemark.pipeline.Pipeline;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A run, from its arguments to a topology that only has to be executed. */
public final class LiveRun {
  private LiveRun() {}

  /**
   * The environment of this run: in a cluster the cluster's own settings stay, except for those
   * that exactness needs; in a local process {@code --flink.*} are Flink's.
   */
  public static StreamExecutionEnvironment environment(RunArguments arguments) {
    Configuration settings = arguments.profile().configuration();
    if (arguments.replay() != null) {
      settings.set(
          CheckpointingOptions.CHECKPOINTING_INTERVAL_DURING_BACKLOG,
          arguments.profile().intervalDuringBacklog());
    }
    settings.addAll(Configuration.fromMap(arguments.flink()));
    // Rows are made afresh by decode and never changed behind their maker's back; steps that
    // Flink's
    // planner generates do change theirs.
    settings.set(PipelineOptions.OBJECT_REUSE, !arguments.definition().isSql());
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    if (arguments.parallelism() != null) {
      settings.set(CoreOptions.DEFAULT_PARALLELISM, arguments.parallelism());
    }
    return StreamExecutionEnvironment.getExecutionEnvironment(settings);
  }

  /** Prepares the run and builds it into the environment. */
  public static PreparedRun build(StreamExecutionEnvironment env, RunArguments arguments)
      throws Exception {
    CheckpointRules.check(env.getConfiguration());
    boolean restoring =
        env.getConfiguration().getOptional(StateRecoveryOptions.SAVEPOINT_PATH).isPresent();
    Pipeline pipeline = pipeline(arguments.definition().pipeline());
    PreparedRun run = PreparedRun.of(arguments, restoring);
    RunTopology.build(env, run, pipeline);
    return run;
  }

  /** What Flink's console calls the job. */
  public static String jobName(RunArguments arguments) {
    return "tidemark %s %s".formatted(arguments.definition().name(), arguments.run());
  }

  /**
   * Looks whether this artifact has the definition's pipeline.
   *
   * @throws InvalidArgumentsException naming those it has
   */
  public static void requirePipeline(TableDefinition definition) {
    pipeline(definition.pipeline());
  }

  private static Pipeline pipeline(String name) {
    var found = new TreeMap<String, Pipeline>();
    ServiceLoader.load(Pipeline.class, Thread.currentThread().getContextClassLoader())
        .forEach(pipeline -> found.put(pipeline.name(), pipeline));
    Pipeline pipeline = found.get(name);
    if (pipeline == null) {
      throw new InvalidArgumentsException(
          List.of(
              "The definition's pipeline %s is not in this job artifact. It has: %s."
                  .formatted(name, found.keySet())));
    }
    return pipeline;
  }
}
