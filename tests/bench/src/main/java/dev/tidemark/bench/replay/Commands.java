package dev.tidemark.bench.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Types {@code ./tidemark …} about one stack, each command in a process of its own. */
public final class Commands {
  private static final Duration ARCHIVED_WITHIN = Duration.ofMinutes(2);

  private final Path home;
  private final Path folder;

  /**
   * @param home with the launcher
   * @param folder of the stack, with its addresses
   */
  public Commands(Path home, Path folder) {
    this.home = home;
    this.folder = folder;
  }

  /** A command and what it took by the clock, the start of its process included. */
  public record Done(String output, double seconds) {}

  /**
   * Runs a command to its end.
   *
   * @throws IllegalStateException with what it said if it does not end well
   */
  public Done run(String... words) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "command", ".out");
    long begun = System.nanoTime();
    Process process = builder(output, words).start();
    int code = process.waitFor();
    double seconds = (System.nanoTime() - begun) / 1e9;
    String said = Files.readString(output);
    Files.delete(output);
    if (code != 0) {
      throw new IllegalStateException(
          "tidemark %s ended with code %d and said: %s"
              .formatted(String.join(" ", words), code, said));
    }
    return new Done(said, seconds);
  }

  /**
   * Runs a command that reads a table and waits for the launcher's archive of classes, which is
   * made behind the first such command of a build: all others are as fast as on any day but the
   * first.
   */
  public void awaitArchive(String... words) throws IOException, InterruptedException {
    run(words);
    Path archive = home.resolve("control/target/tidemark.jsa");
    FileTime built = Files.getLastModifiedTime(home.resolve("control/target/tidemark-control.jar"));
    Instant end = Instant.now().plus(ARCHIVED_WITHIN);
    // The launcher passes over one that is older.
    while (!Files.exists(archive) || Files.getLastModifiedTime(archive).compareTo(built) <= 0) {
      if (Instant.now().isAfter(end)) {
        throw new IllegalStateException(
            "There is no new %s after %d s. Look for a `java -Xshare:dump` that fails."
                .formatted(archive, ARCHIVED_WITHIN.toSeconds()));
      }
      Thread.sleep(200);
    }
  }

  /** Starts a command that goes on until it is ended; what it says goes to a file. */
  Process start(Path output, String... words) throws IOException {
    return builder(output, words).start();
  }

  private ProcessBuilder builder(Path output, String... words) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("tidemark").toString());
    command.addAll(List.of(words));
    command.addAll(List.of("--dir", folder.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("TIDEMARK_NO_BUILD", "1");
    return builder.redirectErrorStream(true).redirectOutput(output.toFile());
  }
}
