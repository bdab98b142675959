package dev.tidemark.control;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that talks to a running stack. */
public final class StackOptions {
  @Option(
      names = "--dir",
      paramLabel = "FOLDER",
      defaultValue = "${env:TIDEMARK_DIR}",
      description = "Where the stack keeps its state; default .tidemark beside this command.")
  private @Nullable Path dir;

  /** The folder with the stack's state. */
  public Path folder() {
    return dir == null ? home().resolve(".tidemark") : dir;
  }

  /** Whether commands find the folder without being told. */
  public boolean isDefault() {
    return dir == null || dir.toString().equals(System.getenv("TIDEMARK_DIR"));
  }

  /**
   * Where things run.
   *
   * @throws CommandFailure if the folder names a stack that is gone
   */
  public Environment environment() {
    Environment environment = Environment.in(folder());
    GoneStack.sentence(environment)
        .ifPresent(
            gone -> {
              throw new CommandFailure(gone);
            });
    return environment;
  }

  /** The same for who needs no stack: an environment without values if it is gone. */
  public Environment environmentIfThere() {
    Environment environment = Environment.in(folder());
    return GoneStack.sentence(environment).isEmpty() ? environment : Environment.nothing(folder());
  }

  /** The root of the repository, as the launcher says; the working folder if nobody does. */
  public static Path home() {
    return Path.of(System.getProperty("tidemark.home", "")).toAbsolutePath();
  }
}
