package dev.tidemark.control.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.Optional;
import java.util.Set;
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
  private static final int UNFIT = 1;
  private static final int NOT_UNDERSTOOD = 2;
  private static final int UNREACHABLE = 4;
  private static final int FAULT = 5;
  private static final Set<Integer> SAID = Set.of(UNFIT, NOT_UNDERSTOOD, UNREACHABLE);

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
   * @throws CommandFailure if the answer is an error, of the kind that the process ends with, or if
   *     it ends without one
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
      // One that a process of this number has left behind would be taken for this one's.
      Files.deleteIfExists(answer);
      int code = run(arguments);
      if (code != 0) {
        throw failure(code);
      }
      String text = Files.readString(answer);
      forget();
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

  private void forget() throws IOException {
    Files.deleteIfExists(log);
    Files.deleteIfExists(answer);
  }

  private void abandon(ChildProcess process) {
    process.kill();
    try {
      forget();
    } catch (IOException stays) {
      // The process ends; the next Ctrl-C or a hand removes it.
    }
  }

  /** Its codes are those of the command, for errors that it can say in a sentence. */
  private CommandFailure failure(int code) throws IOException {
    Optional<String> error = error();
    if (error.isEmpty() || !SAID.contains(code)) {
      return died(code);
    }
    forget();
    return switch (code) {
      case NOT_UNDERSTOOD -> CommandFailure.notUnderstood(error.get());
      case UNREACHABLE -> CommandFailure.unreachable(error.get());
      default -> new CommandFailure(error.get());
    };
  }

  private Optional<String> error() throws IOException {
    if (!Files.exists(answer)) {
      return Optional.empty();
    }
    try {
      JsonNode error = new ObjectMapper().readTree(answer.toFile()).path("error");
      return error.isTextual() ? Optional.of(error.textValue()) : Optional.empty();
    } catch (JsonProcessingException half) {
      return Optional.empty();
    }
  }

  private CommandFailure died(int code) throws IOException {
    List<String> lines;
    try (Stream<String> all = Files.lines(log)) {
      lines = all.filter(line -> !line.startsWith("\tat ")).limit(LINES_OF_ITS_LOG).toList();
    }
    String sentence =
        "The query's process ended with code %d and no answer. Its log is %s and begins with:\n  %s"
            .formatted(code, log, String.join("\n  ", lines));
    return code == FAULT ? CommandFailure.fault(sentence) : new CommandFailure(sentence);
  }
}
