package dev.tidemark.control.run;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.local.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A main class of the job artifact whose work is an answer: the planner is Flink's, and the command
 * has no Flink. Its standard output is the answer, and what it logs is thrown away.
 */
public final class JobMain {
  private JobMain() {}

  /**
   * Runs it to its end, printing what it says.
   *
   * @return its exit code
   * @throws CommandFailure if it cannot be started
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
    Process process = null;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      try (var lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        lines.lines().forEach(console::print);
      }
      return process.waitFor();
    } catch (IOException unstartable) {
      throw new CommandFailure(
          "Cannot start a Java process: %s. Check java.home and the memory of this machine."
              .formatted(unstartable.getMessage()),
          unstartable);
    } finally {
      if (process != null) {
        process.destroy();
      }
    }
  }
}
