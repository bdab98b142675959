package dev.tidemark.control.query;

import dev.tidemark.control.AtExit;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Environment;
import dev.tidemark.control.run.JobArtifact;
import dev.tidemark.local.ChildJvm;
import dev.tidemark.local.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The process that answers one query: the job artifact with a Flink inside, since this command has
 * none. It ends with this one.
 */
final class QueryProcess {
  private static final String MAIN_CLASS = "dev.tidemark.query.RunQuery";
  private static final long LOOK_EVERY_MILLIS = 20;
  private static final int LINES_OF_ITS_LOG = 5;

  private final Environment environment;
  private final Path answer;
  private final Path log;

  QueryProcess(Environment environment) {
    this.environment = environment;
    Path folder = environment.folder().resolve("query");
    String name = Long.toString(ProcessHandle.current().pid());
    this.answer = folder.resolve(name + ".json");
    this.log = folder.resolve(name + ".log");
  }

  /**
   * Asks, and gives the answer, a JSON object.
   *
   * @param which arguments that say which version is meant
   * @throws CommandFailure if the process ends without an answer
   */
  String answer(String sql, long limit, List<String> which) throws InterruptedException {
    List<String> arguments = new ArrayList<>(which);
    arguments.addAll(
        List.of("--sql", sql, "--limit", Long.toString(limit), "--answer", answer.toString()));
    arguments.addAll(List.of("--catalog.name", environment.catalogName()));
    environment
        .catalog()
        .forEach((key, value) -> arguments.addAll(List.of("--catalog." + key, value)));
    try {
      Files.createDirectories(answer.getParent());
      int code = run(arguments);
      // Its own code for an answer that is a sentence.
      if (code != 0 && code != 2) {
        throw died(code);
      }
      String text = Files.readString(answer);
      Files.delete(log);
      Files.delete(answer);
      return text;
    } catch (IOException failed) {
      throw new CommandFailure(
          "Cannot use %s: %s. Check the folder and its permissions."
              .formatted(answer.getParent(), failed.getMessage()),
          failed);
    }
  }

  private int run(List<String> arguments) throws InterruptedException {
    try (ChildProcess process =
            ChildJvm.builder("The query")
                .classpath(JobArtifact.localClasspath())
                .mainClass(MAIN_CLASS)
                .args(arguments)
                .jvmArgs(ChildJvm.FLINK_JVM_ARGS)
                // A short life: the first compiler only, and the simplest collector.
                .jvmArgs("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")
                .heap("1g")
                .logFile(log)
                .start();
        var atExit = new AtExit("end-query", () -> abandon(process))) {
      while (process.isAlive()) {
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
      }
      atExit.awaitEndIfEnding();
      return process.exitCode().orElse(-1);
    }
  }

  private void abandon(ChildProcess process) {
    process.kill();
    try {
      Files.deleteIfExists(log);
      Files.deleteIfExists(answer);
    } catch (IOException stays) {
      // The process ends; the next Ctrl-C or a hand removes it.
    }
  }

  private CommandFailure died(int code) throws IOException {
    List<String> lines;
    try (Stream<String> all = Files.lines(log)) {
      lines = all.filter(line -> !line.startsWith("\tat ")).limit(LINES_OF_ITS_LOG).toList();
    }
    return new CommandFailure(
        "The query's process ended with code %d and no answer. Its log is %s and begins with:\n  %s"
            .formatted(code, log, String.join("\n  ", lines)));
  }
}
