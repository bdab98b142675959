package dev.tidemark.tests.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The one job artifact that users submit, and the Flink that it runs on in a process. */
public final class JobArtifact {
  /** Its main class. */
  public static final String MAIN = "dev.tidemark.jobs.RunJob";

  private JobArtifact() {}

  /** The fat jar. */
  public static Path jar() {
    Path jar = home().resolve("jobs/app/target/tidemark-jobs.jar");
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException("There is no %s. Build it: mvn package.".formatted(jar));
    }
    return jar;
  }

  /** Flink's jars as the local stack's distribution has them. */
  static List<Path> flink() {
    Path flink = home().resolve("deploy/local/dist/flink");
    try {
      return Arrays.stream(Files.readString(flink.resolve("classpath")).strip().split(":"))
          .map(flink::resolve)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The arguments of a run that are the same wherever it runs. */
  public static List<String> arguments(JobSettings settings) {
    List<String> args = new ArrayList<>();
    add(args, "definition", settings.definition().toString());
    add(args, "run", settings.run());
    add(args, "bootstrap-servers", settings.bootstrapServers());
    add(args, "registry-url", settings.registryUrl());
    settings.catalog().forEach((key, value) -> add(args, "catalog." + key, value));
    add(args, "kafka.partition.discovery.interval.ms", "2000");
    return args;
  }

  static void add(List<String> args, String key, String value) {
    args.add("--" + key);
    args.add(value);
  }

  private static Path home() {
    return Path.of(System.getProperty("tidemark.home"));
  }
}
