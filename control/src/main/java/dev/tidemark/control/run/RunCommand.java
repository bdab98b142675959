package dev.tidemark.control.run;

import dev.tidemark.checkpoint.CheckpointProfile;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.Environment;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.flink.FlinkRest;
import dev.tidemark.definition.Definitions;
import dev.tidemark.definition.TableDefinition;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark run}: starts a run of a definition, or lets it go on. */
@Command(
    name = "run",
    description = {
      "Keep a table live: start a run of its definition, or let a stopped run go on.",
      "A local run is a process that ends with this command; stop it from another terminal with"
          + " `tidemark stop`. A run on the cluster is submitted and goes on by itself."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark run order_lines",
      "  tidemark run order_lines --run r2 --checkpoint-profile quarter-second",
      "  tidemark run product_catalog --target cluster"
    })
public final class RunCommand implements Callable<Integer> {
  /** Where the job runs. */
  enum Target {
    local,
    cluster
  }

  @Parameters(
      paramLabel = "DEFINITION",
      description = "Name of a built-in definition, or a folder with a table.yaml.")
  private String definition = "";

  @Option(names = "--run", defaultValue = "r1", description = "Id; default ${DEFAULT-VALUE}.")
  private String run = "r1";

  @Option(names = "--parallelism", defaultValue = "2", description = "Default ${DEFAULT-VALUE}.")
  private int parallelism;

  @Option(
      names = "--checkpoint-profile",
      defaultValue = "second",
      description = "quarter-second, second, ten-seconds or minute; default ${DEFAULT-VALUE}.")
  private String profile = "second";

  @Option(names = "--target", defaultValue = "local", description = "${COMPLETION-CANDIDATES}.")
  private Target target = Target.local;

  @Option(
      names = "--from-checkpoint",
      paramLabel = "PATH",
      description = "Go on from this checkpoint or savepoint; default the run's newest.")
  private @Nullable String fromCheckpoint;

  @Option(
      names = "--lead",
      arity = "1",
      paramLabel = "true|false",
      description = "Whether the run leads the table; default if the table has no run yet.")
  private @Nullable Boolean lead;

  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    TableDefinition read = Definitions.named(definition);
    CheckpointProfile known = profile();
    Environment environment = stack.environment();
    RunRecord record = RunRecord.in(stack.folder(), read.name(), run);
    String restore = Optional.ofNullable(fromCheckpoint).or(record::restorePoint).orElse(null);
    var plan =
        new JobPlan(definitionForTheJob(), run, known.profileName(), parallelism, lead, restore);
    console.note(
        restore == null
            ? "Starting %s/%s from the beginning of its topics.".formatted(read.name(), run)
            : "Going on with %s/%s from %s.".formatted(read.name(), run, restore));
    return target == Target.local
        ? runHere(plan, record, environment)
        : submit(plan, record, environment);
  }

  private int runHere(JobPlan plan, RunRecord record, Environment environment)
      throws InterruptedException {
    try (LocalJob job = LocalJob.start(plan, record, environment)) {
      job.awaitRunning();
      console.print(
          "%s/%s runs; Flink is at %s, the log is %s. Ctrl-C ends it, `tidemark stop %s/%s` with a savepoint."
              .formatted(record.table(), run, job.restUrl(), record.log(), record.table(), run));
      int code = job.awaitExit();
      // A job that never runs out of events ends well only if it is stopped. Whoever stops it may
      // not have written down the savepoint yet: that happens when the job has ended.
      if (code == 0 || RunRecord.in(stack.folder(), record.table(), run).savepoint().isPresent()) {
        console.print("%s/%s was stopped.".formatted(record.table(), run));
        return 0;
      }
      throw new CommandFailure(
          "The job of %s/%s ended with code %d. Read %s, then run it again: it goes on from its last checkpoint."
              .formatted(record.table(), run, code, record.log()));
    }
  }

  private int submit(JobPlan plan, RunRecord record, Environment environment) {
    String url =
        environment
            .get("flink.rest-url")
            .orElseThrow(
                () ->
                    new CommandFailure(
                        "There is no Flink cluster in this stack. Start it with `tidemark up --flink`, or use --target local."));
    var rest = new FlinkRest(url);
    String jar = rest.upload(JobArtifact.jar());
    String jobId =
        rest.run(
            jar,
            new FlinkRest.JarRun(
                JobPlan.MAIN_CLASS, plan.arguments(environment), parallelism, plan.restoreFrom()));
    record.startedOnCluster(url, jobId);
    console.print("%s/%s is job %s at %s.".formatted(record.table(), run, jobId, url));
    return 0;
  }

  private CheckpointProfile profile() {
    try {
      return CheckpointProfile.named(profile);
    } catch (IllegalArgumentException unknown) {
      throw new CommandFailure(String.valueOf(unknown.getMessage()), unknown);
    }
  }

  private String definitionForTheJob() {
    return Definitions.builtInNames().contains(definition)
        ? definition
        : Path.of(definition).toAbsolutePath().toString();
  }
}
