package dev.tidemark.control.query;

import dev.tidemark.control.TimeArgument;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which version of the tables a query reads; the newest of {@code main} if nothing is given. */
final class WhichVersion {
  @Option(
      names = "--version",
      paramLabel = "V",
      description = "A version's number as history prints it.")
  private @Nullable Long version;

  @Option(names = "--branch", paramLabel = "B", description = "A run's branch, like run_r1.")
  private @Nullable String branch;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "What main was then: a time with its zone, or like -10m.")
  private @Nullable String at;

  /**
   * As the query's process takes it.
   *
   * @throws CommandFailure if the time cannot be read
   */
  List<String> arguments(Instant now) {
    if (version != null) {
      return List.of("--version", version.toString());
    }
    if (branch != null) {
      return List.of("--branch", branch);
    }
    return at == null
        ? List.of()
        : List.of("--at", Long.toString(TimeArgument.time(at, now).toEpochMilli()));
  }
}
