package dev.tidemark.tests.job;

import dev.tidemark.local.ChildJvm;
import dev.tidemark.local.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run of the job artifact in one process, Flink included. It can be killed at any moment and
 * started again from its last complete checkpoint, or from any other.
 */
public final class JobProcess implements AutoCloseable {
  private static final int LOG_LINES = 4_000;
  private static final String METADATA = "_metadata";

  private final JobSettings settings;
  private final Path checkpoints;
  private final Map<String, String> more = new TreeMap<>();
  private final List<Path> classpath = new ArrayList<>();
  private int parallelism = 2;
  private String name = "";
  private @Nullable ChildProcess process;

  public JobProcess(JobSettings settings) {
    this.settings = settings;
    this.checkpoints =
        settings
            .folder()
            .resolve("checkpoints")
            .resolve(settings.definition().getParent().getFileName())
            .resolve(settings.run());
  }

  /** Tells its log from that of another process of the same run. */
  public JobProcess named(String newName) {
    name = "-" + newName;
    return this;
  }

  /** Sets the parallelism of later starts. */
  public JobProcess parallelism(int newParallelism) {
    parallelism = newParallelism;
    return this;
  }

  /** Adds an argument to later starts, without its dashes. */
  public JobProcess with(String key, String value) {
    more.put(key, value);
    return this;
  }

  /** Puts a jar or a folder of classes on the class path of later starts. */
  public JobProcess withClasses(Path entry) {
    classpath.add(entry);
    return this;
  }

  /** Starts from the last complete checkpoint, from nothing if there is none. */
  public JobProcess start() {
    return start(latestCheckpoint());
  }

  /** Starts from nothing, whatever checkpoints there are. */
  public JobProcess startAnew() {
    return start(Optional.empty());
  }

  /** Starts from a checkpoint or savepoint. */
  public JobProcess startFrom(Path checkpoint) {
    return start(Optional.of(checkpoint));
  }

  private JobProcess start(Optional<Path> checkpoint) {
    if (process != null && process.isAlive()) {
      throw new IllegalStateException("Run %s runs already".formatted(settings.run()));
    }
    List<String> args = JobArtifact.arguments(settings);
    JobArtifact.add(args, "parallelism", Integer.toString(parallelism));
    JobArtifact.add(args, "flink.execution.checkpointing.dir", checkpoints.toUri().toString());
    checkpoint.ifPresent(
        path ->
            JobArtifact.add(args, "flink.execution.state-recovery.path", path.toUri().toString()));
    more.forEach((key, value) -> JobArtifact.add(args, key, value));
    List<Path> jars = new ArrayList<>(JobArtifact.flink());
    jars.add(JobArtifact.jar());
    jars.addAll(classpath);
    process =
        ChildJvm.builder(name())
            .classpath(jars)
            .mainClass(JobArtifact.MAIN)
            .args(args)
            .heap("768m")
            .jvmArgs("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
            .jvmArgs(ChildJvm.FLINK_JVM_ARGS)
            .systemProperty("log4j2.configurationFile", logging().toUri().toString())
            .logFile(logFile())
            .start();
    return this;
  }

  private String name() {
    return settings.definition().getParent().getFileName() + "-" + settings.run() + name;
  }

  private Path logFile() {
    return settings.folder().resolve("logs").resolve(name() + ".log");
  }

  private static Path logging() {
    return Path.of(System.getProperty("tidemark.home"), "tests/src/test/resources/job-log4j2.xml");
  }

  /** Ends it by SIGKILL. */
  public void kill() {
    process().kill();
  }

  /** Freezes it, by SIGSTOP. */
  public void suspend() {
    process().suspend();
  }

  /** Lets it go on. */
  public void resume() {
    process().resume();
  }

  public boolean isAlive() {
    return process().isAlive();
  }

  /** Waits until it ends by itself; its exit code. */
  public int awaitExit(Duration within) {
    return process().awaitExit(within);
  }

  /** What it wrote since its last start. */
  public String output() {
    return String.join("\n", process().lastLogLines(LOG_LINES));
  }

  /** The last complete checkpoint of all its starts. */
  public Optional<Path> latestCheckpoint() {
    return completeCheckpoints().stream().reduce((older, newer) -> newer);
  }

  /**
   * All complete checkpoints that are retained, the oldest first. Flink writes {@code _metadata}
   * last, and its number goes on over restores.
   */
  public List<Path> completeCheckpoints() {
    if (!Files.isDirectory(checkpoints)) {
      return List.of();
    }
    try (Stream<Path> jobs = Files.list(checkpoints)) {
      List<Path> complete = new ArrayList<>();
      for (Path job : jobs.toList()) {
        complete.addAll(completeCheckpoints(job));
      }
      complete.sort(Comparator.comparingInt(JobProcess::number));
      return complete;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> completeCheckpoints(Path job) throws IOException {
    try (Stream<Path> folders = Files.list(job)) {
      return folders
          .filter(folder -> folder.getFileName().toString().startsWith("chk-"))
          .filter(folder -> Files.isRegularFile(folder.resolve(METADATA)))
          .toList();
    } catch (NoSuchFileException gone) {
      return List.of();
    }
  }

  private static int number(Path checkpoint) {
    return Integer.parseInt(checkpoint.getFileName().toString().substring("chk-".length()));
  }

  private ChildProcess process() {
    if (process == null) {
      throw new IllegalStateException("Run %s was never started".formatted(settings.run()));
    }
    return process;
  }

  @Override
  public void close() {
    if (process != null) {
      process.kill();
    }
  }
}
