package dev.tidemark.control.run;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.StackOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the build puts the job artifact, and Flink's own jars that a local process needs with it.
 */
final class JobArtifact {
  private JobArtifact() {}

  /** The one jar of the jobs. */
  static Path jar() {
    Path target = StackOptions.home().resolve("jobs/app/target");
    return jars(target, "tidemark-jobs-").stream()
        .findFirst()
        .orElseThrow(() -> missing("the job artifact", target));
  }

  /** Class path of a job in a process of its own. */
  static List<Path> localClasspath() {
    Path lib = StackOptions.home().resolve("deploy/local/dist/flink/lib");
    var classpath = new ArrayList<Path>();
    classpath.add(jar());
    classpath.addAll(jars(lib, ""));
    if (classpath.size() == 1) {
      throw missing("Flink", lib);
    }
    return classpath;
  }

  private static List<Path> jars(Path folder, String prefix) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .filter(file -> file.getFileName().toString().endsWith(".jar"))
          .filter(file -> !file.getFileName().toString().matches(".*-(sources|tests)\\.jar"))
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      throw missing(unreadable.getMessage(), folder);
    }
  }

  private static CommandFailure missing(String what, Path folder) {
    return new CommandFailure(
        "Cannot start a job: %s is not in %s. Run mvn -q -DskipTests package."
            .formatted(what, folder));
  }
}
