package dev.tidemark.control.stack;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Console;
import dev.tidemark.control.Environment;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.StartLock;
import dev.tidemark.control.WaitNote;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark up}: starts a stack and keeps it. */
@Command(
    name = "up",
    description = {
      "Start Kafka, a schema registry, S3 and a catalog on this machine, with the data of the last"
          + " time.",
      "Stays in the foreground until Ctrl-C; with --detach it goes on until `tidemark down`."
    },
    footer = {"", "Examples:", "  tidemark up --detach", "  tidemark up --flink"})
public final class UpCommand implements Callable<Integer> {
  /** By its name: the command knows its subcommands, and they do not know it. */
  private static final String COMMAND = "dev.tidemark.control.command.Tidemark";

  /** How the console begins a failure. */
  private static final String SAID_BEFORE = "tidemark: ";

  private static final Duration READY_WITHIN = Duration.ofMinutes(3);

  @Option(
      names = {"-d", "--detach"},
      description = "Return when the stack is ready, and leave it running.")
  private boolean detach;

  @Option(names = "--flink", description = "A Flink session cluster too, for run --target cluster.")
  private boolean flink;

  @Option(names = "--json", description = "Print the addresses as JSON when it is ready.")
  private boolean json;

  @Mixin private StackOptions stack = new StackOptions();

  private final Console console;

  public UpCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    Path folder = stack.ownFolder().toAbsolutePath();
    refuseASecondOne(folder);
    try (StartLock lock = lock(folder)) {
      // Whoever had the lock until now may have left a stack.
      refuseASecondOne(folder);
      return detach ? detached(folder) : foreground(folder);
    }
  }

  private StartLock lock(Path folder) {
    Optional<StartLock> lock;
    try {
      lock = StartLock.take(folder, detach ? StartLock.DETACHING : StartLock.KEEPING);
    } catch (IOException unwritable) {
      throw unwritable(folder, unwritable);
    }
    return lock.orElseThrow(() -> starting(folder));
  }

  private void refuseASecondOne(Path folder) {
    Optional<Keeper> keeper = Keeper.of(folder);
    if (keeper.isEmpty()) {
      return;
    }
    if (!keeper.get().isReady(folder)) {
      throw starting(folder);
    }
    throw new CommandFailure(
        "The stack in %s runs already. End it with `tidemark down%s`."
            .formatted(folder, dir(folder)));
  }

  private CommandFailure starting(Path folder) {
    return new CommandFailure(
        "The stack in %s is just being started or ended by another command. Wait until that is done, or end it with `tidemark down%s`."
            .formatted(folder, dir(folder)));
  }

  private String dir(Path folder) {
    return stack.isDefault() ? "" : " --dir " + StackOptions.quoted(folder.toString());
  }

  private int foreground(Path folder) throws InterruptedException {
    Keeper.declare(folder);
    try (RunningStack running = start(folder)) {
      if (json) {
        console.print(addresses(folder, ProcessHandle.current().pid()));
      } else {
        running.summary().forEach(console::print);
        console.print("The stack is ready. Ctrl-C ends it; its data stay in " + folder + ".");
      }
      new CountDownLatch(1).await();
    }
    return 0;
  }

  private RunningStack start(Path folder) {
    try (var waiting = waiting(folder)) {
      return RunningStack.start(folder, flink);
    }
  }

  private WaitNote waiting(Path folder) {
    return WaitNote.begin(
        console,
        "Starting Kafka, a schema registry%s and S3 in %s"
            .formatted(flink ? ", Flink" : "", folder));
  }

  private int detached(Path folder) throws InterruptedException, IOException {
    Path log = folder.resolve("keeper.log");
    Process keeper;
    FileTime before;
    try {
      Files.createDirectories(folder);
      before = written(folder);
      Files.writeString(log, "");
      keeper = keeperCommand(folder).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    } catch (IOException unwritable) {
      throw unwritable(folder, unwritable);
    }
    try (var waiting = waiting(folder)) {
      awaitReady(folder, keeper, before, log);
    }
    console.print(
        json
            ? addresses(folder, keeper.pid())
            : "The stack is ready, kept by process %d. End it with `tidemark down%s`; its data stay in %s."
                .formatted(keeper.pid(), dir(folder), folder));
    return 0;
  }

  private static CommandFailure unwritable(Path folder, IOException reason) {
    return new CommandFailure(
        "Cannot keep a stack in %s: %s. Name a folder that you may write to with --dir."
            .formatted(folder, reason),
        reason);
  }

  /** When the addresses were written; null if there are none. */
  private static @Nullable FileTime written(Path folder) throws IOException {
    Path file = folder.resolve(Environment.FILE);
    return Files.exists(file) ? Files.getLastModifiedTime(file) : null;
  }

  /** Addresses that were there before are those of a stack that was killed, or of another one. */
  private static void awaitReady(Path folder, Process keeper, @Nullable FileTime before, Path log)
      throws InterruptedException, IOException {
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    FileTime now = before;
    while (now == null || now.equals(before)) {
      if (!keeper.isAlive() || System.nanoTime() > deadline) {
        keeper.destroy();
        throw new CommandFailure(
            notStarted(new String(Files.readAllBytes(log), StandardCharsets.UTF_8), log));
      }
      keeper.waitFor(100, TimeUnit.MILLISECONDS);
      now = written(folder);
    }
  }

  /** What the keeper said last is a sentence of its own; without one, all that it said. */
  static String notStarted(String said, Path log) {
    int failure = ("\n" + said).lastIndexOf("\n" + SAID_BEFORE);
    String reason =
        (failure < 0 ? said : said.substring(failure + SAID_BEFORE.length()))
            .strip()
            .replace("\n", "\n  ");
    if (reason.isEmpty()) {
      reason = "its process ended without a word";
    }
    return "The stack did not start: %s%s Its log is %s."
        .formatted(reason, reason.endsWith(".") ? "" : ".", log);
  }

  private static String addresses(Path folder, long pid) {
    Environment environment = Environment.in(folder);
    return JsonNodeFactory.instance
        .objectNode()
        .put("folder", folder.toString())
        .put("pid", pid)
        .put("bootstrapServers", environment.require("bootstrap-servers"))
        .put("registryUrl", environment.require("registry-url"))
        .put("flink", environment.get("flink.rest-url").orElse(null))
        .toString();
  }

  /** The same command in the foreground of a process of its own. */
  private ProcessBuilder keeperCommand(Path folder) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-Dtidemark.home=" + StackOptions.home(),
            "-cp",
            System.getProperty("java.class.path"),
            COMMAND,
            "up",
            "--dir",
            folder.toString()));
    command.addAll(stack.profileWords());
    if (flink) {
      command.add("--flink");
    }
    return new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.from(nothing()));
  }

  private static File nothing() {
    return new File("/dev/null");
  }
}
