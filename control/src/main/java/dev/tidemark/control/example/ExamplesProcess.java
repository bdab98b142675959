package dev.tidemark.control.example;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Environment;
import dev.tidemark.control.run.JobArtifact;
import dev.tidemark.local.ChildJvm;
import dev.tidemark.local.ChildProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The process that runs the cases: the job artifact with a Flink inside, since this command has
 * none. It ends with this one. Plan and answers are files; an answer is a line.
 */
final class ExamplesProcess {
  private static final String MAIN_CLASS = "dev.tidemark.examples.RunExamples";
  private static final long LOOK_EVERY_MILLIS = 20;
  private static final int LINES_OF_ITS_LOG = 15;
  private static final int AT_ONCE_AT_MOST = 4;

  private final Environment environment;
  private final Path folder;
  private final Duration patience;
  private @Nullable ChildProcess running;
  private boolean ended;

  /**
   * @param folder for its files; whoever gives it removes it
   * @param patience with each case
   */
  ExamplesProcess(Environment environment, Path folder, Duration patience) {
    this.environment = environment;
    this.folder = folder;
    this.patience = patience;
  }

  /**
   * Runs all cases and hands on each answer as it comes.
   *
   * @throws CommandFailure if the process ends before all have answered, or the stack is gone
   */
  void run(List<PlacedExample> examples, Consumer<JsonNode> answer)
      throws InterruptedException, IOException {
    Path answers = Files.createFile(folder.resolve("answers.jsonl"));
    Path plan = Files.writeString(folder.resolve("plan.json"), plan(examples).toString());
    int answered = 0;
    var stack = new StackWatch(environment, System::nanoTime);
    try (ChildProcess process = begin(plan, answers);
        BufferedReader lines = Files.newBufferedReader(answers)) {
      var unfinished = new StringBuilder();
      while (answered < examples.size()) {
        boolean alive = process.isAlive();
        for (String line : whole(lines, unfinished)) {
          JsonNode read = JsonRecords.JSON.readTree(line);
          if (read.has("error")) {
            // Without a stack every case fails, each in words of its own.
            stack.look();
          }
          answer.accept(read);
          answered++;
        }
        stack.lookNowAndThen();
        if (!alive && answered < examples.size()) {
          if (wasEnded()) {
            throw new CommandFailure(
                "The test was ended after %d of %d cases. Run it again for the others."
                    .formatted(answered, examples.size()));
          }
          throw new CommandFailure(
              "The process of the examples ended with code %d after %d of %d cases. Its log ends with:\n  %s"
                  .formatted(
                      process.exitCode().orElse(-1),
                      answered,
                      examples.size(),
                      String.join("\n  ", process.lastLogLines(LINES_OF_ITS_LOG))));
        }
        Thread.sleep(LOOK_EVERY_MILLIS);
      }
    }
  }

  /** Ends it for good, at once: nothing of it is needed any more. */
  synchronized void end() {
    ended = true;
    if (running != null) {
      running.kill();
    }
  }

  private synchronized boolean wasEnded() {
    return ended;
  }

  private synchronized ChildProcess begin(Path plan, Path answers) {
    if (ended) {
      throw new CommandFailure("The test was ended before its first case. Run it again.");
    }
    ChildProcess started = start(plan, answers);
    running = started;
    return started;
  }

  /** The lines that have ended since the last look. */
  private static List<String> whole(BufferedReader from, StringBuilder unfinished)
      throws IOException {
    var lines = new ArrayList<String>();
    for (int c = from.read(); c >= 0; c = from.read()) {
      if (c == '\n') {
        lines.add(unfinished.toString());
        unfinished.setLength(0);
      } else {
        unfinished.append((char) c);
      }
    }
    return lines;
  }

  private ChildProcess start(Path plan, Path answers) {
    return ChildJvm.builder("The process of the examples")
        .classpath(JobArtifact.localClasspath())
        .mainClass(MAIN_CLASS)
        .args(plan.toString(), answers.toString())
        .jvmArgs(ChildJvm.FLINK_JVM_ARGS)
        // A short life: the first compiler only, and the simplest collector.
        .jvmArgs("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")
        .heap("1g")
        .logFile(folder.resolve("examples.log"))
        .start();
  }

  private ObjectNode plan(List<PlacedExample> examples) {
    ObjectNode plan = JsonRecords.JSON.createObjectNode();
    ArrayNode cases = plan.putArray("cases");
    for (PlacedExample placed : examples) {
      ObjectNode one = cases.addObject();
      one.put("name", placed.topicPrefix());
      one.put("definition", placed.example().folder().toString());
      one.put("table", placed.table());
      one.put("topicPrefix", placed.topicPrefix());
      one.set("ends", JsonRecords.JSON.valueToTree(placed.ends()));
    }
    plan.set("arguments", JsonRecords.JSON.valueToTree(arguments()));
    plan.put("folder", folder.toString());
    int cores = Runtime.getRuntime().availableProcessors();
    plan.put("atOnce", Math.max(2, Math.min(AT_ONCE_AT_MOST, cores)));
    plan.put("patienceMillis", patience.toMillis());
    return plan;
  }

  /** Of every run; see the job artifact's own. */
  private List<String> arguments() {
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of("--bootstrap-servers", environment.require("bootstrap-servers")));
    arguments.addAll(List.of("--registry-url", environment.require("registry-url")));
    arguments.addAll(List.of("--parallelism", "2"));
    arguments.addAll(List.of("--catalog.name", environment.catalogName()));
    environment.catalog().forEach((k, v) -> arguments.addAll(List.of("--catalog." + k, v)));
    environment.under("kafka.").forEach((k, v) -> arguments.addAll(List.of("--kafka." + k, v)));
    return arguments;
  }
}
