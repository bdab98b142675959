package dev.tidemark.control.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.control.AtExit;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.Environment;
import dev.tidemark.control.flink.FlinkRest;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Has the job of a run executed, here or on the stack's cluster. */
public final class Submission {
  /** Something to do once the job runs, while it does. */
  @FunctionalInterface
  public interface Meanwhile {
    void watch(LocalJob job) throws InterruptedException;
  }

  private final Console console;
  private final Path stackFolder;
  private final Environment environment;
  private final boolean json;

  /**
   * @param json whether what happens is told as JSON, an object a line
   */
  public Submission(Console console, Path stackFolder, Environment environment, boolean json) {
    this.console = console;
    this.stackFolder = stackFolder;
    this.environment = environment;
    this.json = json;
  }

  /** Where it goes: what the user says, else the environment, else this machine. */
  public Target target(@Nullable Target given) {
    return given == null
        ? environment.get("target").map(Target::valueOf).orElse(Target.local)
        : given;
  }

  /** Runs it in a process that ends with this one; returns when the run was stopped. */
  public int runHere(JobPlan plan, RunRecord record) throws InterruptedException {
    return runHere(plan, record, job -> {});
  }

  /**
   * The same with something to do meanwhile.
   *
   * @throws CommandFailure if the job ends otherwise than by being stopped
   */
  public int runHere(JobPlan plan, RunRecord record, Meanwhile meanwhile)
      throws InterruptedException {
    String name = record.table() + "/" + record.run();
    try (LocalJob job = LocalJob.start(plan, record, environment);
        var farewell =
            new AtExit(
                "say-goodbye",
                () ->
                    console.note(
                        "Ended %s without a savepoint. Run it again: it goes on from its last checkpoint, or from where it began if there is none yet."
                            .formatted(name)))) {
      job.awaitRunning();
      say(
          told(record).put("flink", job.restUrl()).put("log", record.log().toString()),
          "%s runs; Flink is at %s, the log is %s. Ctrl-C ends it, `tidemark stop %s` with a savepoint."
              .formatted(name, job.restUrl(), record.log(), name));
      meanwhile.watch(job);
      int code = job.awaitExit();
      // A job that never runs out of events ends well only if it is stopped. Whoever stops it may
      // not have written down the savepoint yet: that happens when the job has ended.
      if (code == 0
          || RunRecord.in(stackFolder, record.table(), record.run()).savepoint().isPresent()) {
        say(told(record).put("stopped", true), "%s was stopped.".formatted(name));
        return 0;
      }
      throw new CommandFailure(
          "The job of %s ended with code %d. Read %s, then run it again: it goes on from its last checkpoint."
              .formatted(name, code, record.log()));
    }
  }

  /** Submits it to the stack's cluster, where it goes on by itself. */
  public void onCluster(JobPlan plan, RunRecord record) {
    String url =
        environment
            .get("flink.rest-url")
            .orElseThrow(
                () ->
                    CommandFailure.unreachable(
                        "There is no Flink cluster in this stack. Start it with `tidemark up --flink`, or use --target local."));
    var rest = new FlinkRest(url);
    record.planned(plan);
    String jar = rest.upload(JobArtifact.jar());
    String jobId =
        rest.run(
            jar,
            new FlinkRest.JarRun(
                JobPlan.MAIN_CLASS,
                plan.arguments(environment),
                plan.parallelism(),
                plan.restoreFrom()));
    record.startedOnCluster(url, jobId);
    say(
        told(record).put("flink", url).put("jobId", jobId),
        "%s/%s is job %s at %s.".formatted(record.table(), record.run(), jobId, url));
  }

  private static ObjectNode told(RunRecord record) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("table", record.table().toString())
        .put("run", record.run());
  }

  private void say(ObjectNode told, String sentence) {
    console.print(json ? told.toString() : console.advising(sentence));
  }
}
