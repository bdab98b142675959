package dev.tidemark.bench.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.bench.job.RunningJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@code tidemark run} or {@code tidemark replay} on this machine: a process, and the process of
 * its job below it.
 */
final class TypedRun implements RunningJob, AutoCloseable {
  private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);
  private static final long LOOK_EVERY_MILLIS = 20;

  private final Process process;
  private final Path output;
  private final Process guard;
  private @Nullable ProcessHandle job;
  private String run = "";

  private TypedRun(Process process, Process guard, Path output) {
    this.process = process;
    this.guard = guard;
    this.output = output;
  }

  /** Types the command; its job does not run yet. */
  static TypedRun start(Commands commands, Path output, String... words) throws IOException {
    Process process = commands.start(output, words);
    // It reads a pipe that only this JVM holds open, and whose end is this JVM's: a benchmark that
    // is told to end is halted, and would leave the command and its job behind.
    Process guard =
        new ProcessBuilder("sh", "-c", "read -r _; kill -TERM " + process.pid()).start();
    return new TypedRun(process, guard, output);
  }

  /** Waits until the command says that the job runs. */
  void awaitRunning() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + STARTS_WITHIN.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<JsonNode> said = said();
      if (said.isPresent()) {
        run = said.get().path("run").asText();
        // A command has one child: the job's JVM.
        job =
            process
                .descendants()
                .max(Comparator.comparing(it -> it.info().startInstant().orElseThrow()))
                .orElseThrow();
        return;
      }
      failIfDead();
      Thread.sleep(LOOK_EVERY_MILLIS);
    }
    throw new IllegalStateException(
        "The job does not run after %d s. See %s.".formatted(STARTS_WITHIN.toSeconds(), output));
  }

  private Optional<JsonNode> said() throws IOException {
    ObjectMapper json = new ObjectMapper();
    for (String line : Files.readAllLines(output)) {
      if (line.startsWith("{") && line.endsWith("}") && line.contains("\"flink\"")) {
        return Optional.of(json.readTree(line));
      }
    }
    return Optional.empty();
  }

  /** The run's id. */
  String id() {
    return run;
  }

  @Override
  public ProcessHandle handle() {
    if (job == null) {
      throw new IllegalStateException("The job does not run yet. Call awaitRunning() first.");
    }
    return job;
  }

  /** CPU seconds that the job's process has used. */
  double cpuSeconds() {
    return handle().info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  @Override
  public Path log() {
    return output;
  }

  @Override
  public void failIfDead() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "A command of the benchmark ended by itself with code %d. See %s."
              .formatted(process.exitValue(), output));
    }
  }

  /** Ends command and job as Ctrl-C does. */
  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    guard.destroyForcibly();
  }
}
