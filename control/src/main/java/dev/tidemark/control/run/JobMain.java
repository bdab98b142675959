package dev.tidemark.control.run;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.local.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A main class of the job artifact whose work is an answer: the planner is Flink's, and the command
 * has no Flink. Its standard output is the answer; what it writes to standard error is shown only
 * if it ends without one.
 */
public final class JobMain {
  private static final int LINES_OF_ITS_ERRORS = 5;

  private JobMain() {}

  /**
   * Runs it to its end, printing what it says.
   *
   * @return its exit code
   * @throws CommandFailure if it cannot be started, or ends otherwise than well and says nothing
   */
  public static int run(String mainClass, List<String> arguments, Console console)
      throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ChildJvm.FLINK_JVM_ARGS);
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
    command.add("-Dlog4j2.level=OFF");
    command.add("-cp");
    command.add(
        JobArtifact.localClasspath().stream()
            .map(Path::toString)
            .collect(Collectors.joining(System.getProperty("path.separator"))));
    command.add(mainClass);
    command.addAll(arguments);
    Path errors = null;
    Process process = null;
    try {
      errors = Files.createTempFile("tidemark-job", ".err");
      process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      process.getOutputStream().close();
      boolean answered = print(process.getInputStream(), console);
      int code = process.waitFor();
      if (code != 0 && !answered) {
        throw died(mainClass, code, errors);
      }
      return code;
    } catch (IOException unstartable) {
      throw new CommandFailure(
          "Cannot start a Java process: %s. Check java.home, java.io.tmpdir and the memory of this machine."
              .formatted(unstartable.getMessage()),
          unstartable);
    } finally {
      if (process != null) {
        process.destroy();
      }
      delete(errors);
    }
  }

  /** Prints all of it; whether there was any. */
  private static boolean print(InputStream answer, Console console) throws IOException {
    boolean any = false;
    try (var lines = new BufferedReader(new InputStreamReader(answer, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        console.print(line);
        any = true;
      }
    }
    return any;
  }

  private static CommandFailure died(String mainClass, int code, Path errors) throws IOException {
    List<String> lines;
    try (Stream<String> all = Files.lines(errors)) {
      lines = all.filter(line -> !line.startsWith("\tat ")).limit(LINES_OF_ITS_ERRORS).toList();
    }
    return new CommandFailure(
        "The process of %s ended with code %d and no answer. %s"
            .formatted(
                mainClass,
                code,
                lines.isEmpty()
                    ? "It gave no reason: somebody or the machine ended it. Run the command again."
                    : "It said:\n  " + String.join("\n  ", lines)));
  }

  private static void delete(@Nullable Path file) {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException stays) {
        // A temporary file: the machine removes it some day.
      }
    }
  }
}
