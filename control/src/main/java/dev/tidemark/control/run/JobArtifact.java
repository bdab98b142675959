package dev.tidemark.control.run;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.StackOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the build puts the job artifact, and Flink's own jars that a local process needs with it.
 */
public final class JobArtifact {
  private JobArtifact() {}

  /** The one jar of the jobs. */
  static Path jar() {
    Path jar = StackOptions.home().resolve("jobs/app/target/tidemark-jobs.jar");
    if (!Files.exists(jar)) {
      throw missing(jar);
    }
    return jar;
  }

  /** Class path of a job in a process of its own; the build writes Flink's part of it down. */
  public static List<Path> localClasspath() {
    Path flink = StackOptions.home().resolve("deploy/local/dist/flink");
    Path list = flink.resolve("classpath");
    var classpath = new ArrayList<Path>();
    classpath.add(jar());
    try {
      for (String entry : Files.readString(list).strip().split(":", -1)) {
        classpath.add(flink.resolve(entry));
      }
    } catch (IOException unreadable) {
      throw missing(list);
    }
    return classpath;
  }

  private static CommandFailure missing(Path file) {
    return new CommandFailure(
        "Cannot start a job: %s is missing. Run mvn -q -DskipTests package.".formatted(file));
  }
}
