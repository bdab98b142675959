package dev.tidemark.control;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One answer to the question where things run.
 *
 * @param file the configuration file that says so; empty for the profile that needs none
 * @param folder what the command keeps of runs, or of a stack that it starts
 * @param values as in {@link Environment}; without addresses they are of the stack that {@code
 *     tidemark up} starts in the folder
 */
record Profile(
    String name, Optional<Path> file, Optional<Path> folder, Map<String, String> values) {
  /** The stack of {@code tidemark up}, without any configuration. */
  static final String LOCAL = "local";

  private static final Set<String> ADDRESSES =
      Set.of("bootstrap-servers", "registry-url", "flink.rest-url");

  Profile {
    values = Map.copyOf(values);
  }

  static Profile local() {
    return new Profile(LOCAL, Optional.empty(), Optional.empty(), Map.of());
  }

  /** Whether it names a stack of its own, rather than what {@code tidemark up} starts. */
  boolean hasAddresses() {
    return values.keySet().stream()
        .anyMatch(key -> ADDRESSES.contains(key) || key.startsWith("catalog."));
  }

  /** How it is named in sentences. */
  String title() {
    return file.map(path -> "the profile %s of %s".formatted(name, path)).orElse("no profile");
  }
}
