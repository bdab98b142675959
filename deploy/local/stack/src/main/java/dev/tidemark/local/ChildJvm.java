package dev.tidemark.local;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How to run a main class in a JVM of its own that never outlives this one, not even when this one
 * is killed: services, Flink processes, jobs.
 *
 * <pre>{@code
 * ChildProcess job = ChildJvm.builder("order_lines")
 *     .classpath(List.of(jobJar)).mainClass("dev.tidemark.jobs.RunJob").args("--table", "order_lines")
 *     .heap("1g").jvmArgs(ChildJvm.FLINK_JVM_ARGS).logFile(folder.resolve("order_lines.log"))
 *     .start();
 * }</pre>
 */
public final class ChildJvm {
  /** The parts of the JDK that Flink and Iceberg's writers need opened. */
  public static final List<String> FLINK_JVM_ARGS =
      Stream.concat(
              Stream.of(
                      "java.base/sun.net.util",
                      "java.rmi/sun.rmi.registry",
                      "java.security.jgss/sun.security.krb5")
                  .map(p -> "--add-exports=" + p + "=ALL-UNNAMED"),
              Stream.of(
                      "java.lang",
                      "java.net",
                      "java.io",
                      "java.nio",
                      "sun.nio.ch",
                      "java.lang.reflect",
                      "java.text",
                      "java.time",
                      "java.util",
                      "java.util.concurrent",
                      "java.util.concurrent.atomic",
                      "java.util.concurrent.locks")
                  .map(p -> "--add-opens=java.base/" + p + "=ALL-UNNAMED"))
          .toList();

  /** How long a start may take by default: a minute is not rare on a machine busy with tests. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private final String name;
  private final Path java;
  private final List<Path> classpath;
  private final String mainClass;
  private final List<String> args;
  private final Supplier<List<String>> lastArgs;
  private final List<String> jvmArgs;
  private final Map<String, String> env;
  private final Path logFile;
  private final ReadyCheck readyCheck;
  private final Duration readyWithin;
  private final LongConsumer onStart;

  private ChildJvm(Builder b) {
    this.name = b.name;
    this.java = b.java;
    this.classpath = List.copyOf(b.classpath);
    this.mainClass = b.mainClass;
    this.args = List.copyOf(b.args);
    this.lastArgs = b.lastArgs;
    this.jvmArgs = List.copyOf(b.jvmArgs);
    this.env = Map.copyOf(b.env);
    this.logFile = b.logFile.toAbsolutePath();
    this.readyCheck = b.readyCheck;
    this.readyWithin = b.readyWithin;
    this.onStart = b.onStart;
  }

  /** A JVM by a name for messages: a title at the start of a sentence. */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  String name() {
    return name;
  }

  Path logFile() {
    return logFile;
  }

  /** Where its temporary files go: beside its log, so that they go when the data goes. */
  Path temporaryFolder() {
    return logFile.resolveSibling(logFile.getFileName() + ".tmp");
  }

  ReadyCheck readyCheck() {
    return readyCheck;
  }

  Duration readyWithin() {
    return readyWithin;
  }

  /** Told the id of each process started of this JVM. */
  LongConsumer onStart() {
    return onStart;
  }

  /** The process of this JVM, not started. */
  ProcessBuilder process(Path supervisor) {
    List<String> command = new ArrayList<>();
    command.add(java.resolve("bin").resolve("java").toString());
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-XX:-UsePerfData");
    command.add("-Djava.io.tmpdir=" + temporaryFolder());
    command.addAll(jvmArgs);
    command.add("-cp");
    command.add(
        Stream.concat(Stream.of(supervisor), classpath.stream())
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator)));
    command.add(Supervised.class.getName());
    command.add(Long.toString(ProcessHandle.current().pid()));
    command.add(mainClass);
    command.addAll(args);
    command.addAll(lastArgs.get());
    ProcessBuilder process = new ProcessBuilder(command);
    process.environment().putAll(env);
    return process
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()));
  }

  /** Collects what a JVM needs. Main class, class path and log file must be given. */
  public static final class Builder {
    private final String name;
    private Path java = Path.of(System.getProperty("java.home"));
    private List<Path> classpath = List.of();
    private String mainClass = "";
    private final List<String> args = new ArrayList<>();
    private Supplier<List<String>> lastArgs = List::of;
    private final List<String> jvmArgs = new ArrayList<>();
    private final Map<String, String> env = new LinkedHashMap<>();
    private Path logFile = Path.of("");
    private ReadyCheck readyCheck = () -> true;
    private Duration readyWithin = PATIENCE;
    private LongConsumer onStart = pid -> {};

    private Builder(String name) {
      this.name = name;
    }

    /** The home of another JDK than this process has, 17 or newer. */
    public Builder java(Path home) {
      this.java = home;
      return this;
    }

    /** Jars and class folders, in order; what the child needs of this JVM's must be among them. */
    public Builder classpath(List<Path> entries) {
      this.classpath = entries;
      return this;
    }

    /** The class whose {@code main} runs. */
    public Builder mainClass(String className) {
      this.mainClass = className;
      return this;
    }

    /** Adds arguments of the main class. */
    public Builder args(String... more) {
      return args(List.of(more));
    }

    /** Adds arguments of the main class. */
    public Builder args(List<String> more) {
      args.addAll(more);
      return this;
    }

    /** Arguments after all others that each start asks for anew. */
    Builder lastArgs(Supplier<List<String>> last) {
      this.lastArgs = last;
      return this;
    }

    /** Adds JVM options, see {@link #FLINK_JVM_ARGS}. */
    public Builder jvmArgs(String... more) {
      return jvmArgs(List.of(more));
    }

    /** Adds JVM options, see {@link #FLINK_JVM_ARGS}. */
    public Builder jvmArgs(List<String> more) {
      jvmArgs.addAll(more);
      return this;
    }

    /** The largest heap, as {@code -Xmx} takes it: 512m, 1g. */
    public Builder heap(String size) {
      return jvmArgs("-Xmx" + size);
    }

    /** Adds a system property. */
    public Builder systemProperty(String key, String value) {
      return jvmArgs("-D" + key + "=" + value);
    }

    /** Adds an environment variable to those inherited from this process. */
    public Builder env(String key, String value) {
      env.put(key, value);
      return this;
    }

    /**
     * Where output and errors are appended; its folder also takes a small jar that children need.
     */
    public Builder logFile(Path file) {
      this.logFile = file;
      return this;
    }

    /** How to see that it answers; without it a started process counts as ready. */
    public Builder readyWhen(ReadyCheck check, Duration within) {
      this.readyCheck = check;
      this.readyWithin = within;
      return this;
    }

    Builder onStart(LongConsumer pid) {
      this.onStart = pid;
      return this;
    }

    /**
     * Starts the process and returns at once, see {@link ChildProcess#awaitReady()}.
     *
     * @throws LocalStackException if the process cannot be started
     */
    public ChildProcess start() {
      if (mainClass.isEmpty() || logFile.toString().isEmpty()) {
        throw new IllegalStateException(
            name + " lacks a " + (mainClass.isEmpty() ? "main class" : "log file") + ". Give one.");
      }
      return ChildProcess.launch(new ChildJvm(this));
    }
  }
}
