package dev.tidemark.tests.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A {@code ./tidemark} that was started, and every process that it started. */
public final class Launched implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final Process process;
  private final Path out;
  private final Path err;
  private final Set<ProcessHandle> children = ConcurrentHashMap.newKeySet();

  private Launched(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts it on a stack's folder, without building: whoever tests has built.
   *
   * @param name tells its output from that of others
   */
  public static Launched of(Path stack, String name, List<String> arguments) {
    Path home = Path.of(System.getProperty("tidemark.home"));
    List<String> command = new ArrayList<>(List.of(home.resolve("tidemark").toString()));
    command.addAll(arguments);
    command.addAll(List.of("--dir", stack.toString()));
    Path out = stack.resolveSibling(name + ".out");
    Path err = stack.resolveSibling(name + ".err");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("TIDEMARK_NO_BUILD", "1");
    builder.environment().remove("TIDEMARK_DIR");
    try {
      Process started = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      return new Launched(started, out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it ends; its exit code. */
  public int awaitExit(Duration within) {
    await()
        .atMost(within)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(
            () -> {
              seeChildren();
              assertThat(process.isAlive()).as("runs: %s", this).isFalse();
            });
    return process.exitValue();
  }

  /** Waits for its end, but not longer than this; whether it came. */
  public boolean endsWithin(Duration time) throws InterruptedException {
    return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits until it has printed something; fails if it ends before. */
  public void awaitOutput(String text, Duration within) {
    await()
        .atMost(within)
        .pollInterval(Duration.ofMillis(100))
        .failFast("It has ended", () -> !process.isAlive() && !out().contains(text))
        .untilAsserted(
            () -> {
              seeChildren();
              assertThat(out()).as("output of %s", this).contains(text);
            });
  }

  private void seeChildren() {
    process.descendants().forEach(children::add);
  }

  /** The processes that it started, as far as they were seen, and theirs. */
  Set<ProcessHandle> children() {
    seeChildren();
    return Set.copyOf(children);
  }

  public String out() {
    return read(out);
  }

  public String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it and what it started by SIGKILL: nothing of it has time to clean up. */
  public void kill() {
    seeChildren();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    await("the death of " + out.getFileName())
        .atMost(GRACE)
        .until(() -> !process.isAlive() && children.stream().noneMatch(ProcessHandle::isAlive));
  }

  /** Ends it if it runs, as Ctrl-C does; its children end with it. */
  @Override
  public void close() {
    process.destroy();
    try {
      await("the end of " + out.getFileName()).atMost(GRACE).until(() -> !process.isAlive());
    } finally {
      process.destroyForcibly();
    }
  }

  @Override
  public String toString() {
    return "%s\n%s\n%s".formatted(out.getFileName(), out(), err());
  }
}
