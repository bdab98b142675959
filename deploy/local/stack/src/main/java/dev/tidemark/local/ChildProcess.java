package dev.tidemark.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running, or ended, child JVM. The same object stays valid over {@link #restart()}; its {@link
 * #pid()} changes. Methods may be called from any thread.
 */
public final class ChildProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final ChildJvm jvm;
  private volatile Process process;
  private volatile long logStart;
  private @Nullable Process guard;

  private ChildProcess(ChildJvm jvm) {
    this.jvm = jvm;
    this.process = launch();
  }

  static ChildProcess launch(ChildJvm jvm) {
    return new ChildProcess(jvm);
  }

  private Process launch() {
    try {
      Path logs = Files.createDirectories(jvm.logFile().resolveSibling("."));
      Path supervisor = SupervisorJar.in(logs.normalize());
      // Of a process that was killed, or died with its parent.
      TemporaryFolder.delete(jvm.temporaryFolder());
      Files.createDirectories(jvm.temporaryFolder());
      logStart = Files.exists(jvm.logFile()) ? Files.size(jvm.logFile()) : 0;
      Process started = jvm.process(supervisor).start();
      started.getOutputStream().close();
      jvm.onStart().accept(started.pid());
      return started;
    } catch (IOException e) {
      throw new LocalStackException(
          "%s cannot be started: %s. Its log would be %s."
              .formatted(jvm.name(), e.getMessage(), jvm.logFile()),
          e);
    }
  }

  /** The operating system's id of the process that runs now, or ran last. */
  public long pid() {
    return process.pid();
  }

  /** Whether the process runs; a suspended one does. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its exit code once it ended: 137 after {@link #kill()}. */
  public OptionalInt exitCode() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /** Where its output goes, over all restarts. */
  public Path logFile() {
    return jvm.logFile();
  }

  /** The last lines that the process of now, or last, wrote; oldest first. */
  public List<String> lastLogLines(int count) {
    return LogTail.of(jvm.logFile(), logStart).last(count);
  }

  /** Ends it by SIGKILL and returns when it is gone. Ending an ended process does nothing. */
  public synchronized void kill() {
    dismissGuard();
    process.destroyForcibly();
    if (await(process, Duration.ofSeconds(30))) {
      TemporaryFolder.delete(jvm.temporaryFolder());
    }
  }

  /** Asks it to end, by SIGTERM, and kills it if it has not within 10 s. */
  public synchronized void stop() {
    if (guard != null && process.isAlive()) {
      resume();
    }
    process.destroy();
    if (await(process, GRACE)) {
      TemporaryFolder.delete(jvm.temporaryFolder());
    } else {
      kill();
    }
  }

  /**
   * Freezes it by SIGSTOP: it answers nothing, holds its ports, and sees a jump of the clock when
   * resumed. It still ends with this JVM: a guard process kills it then, as it cannot look itself.
   */
  public synchronized void suspend() {
    if (guard != null) {
      return;
    }
    signal("STOP");
    try {
      // The guard reads a pipe that only this JVM holds open: its end of file is this JVM's death.
      guard = new ProcessBuilder("sh", "-c", "read -r _; kill -KILL " + process.pid()).start();
    } catch (IOException e) {
      signal("CONT");
      throw new LocalStackException(
          "%s cannot be suspended: %s. A POSIX shell is needed."
              .formatted(jvm.name(), e.getMessage()),
          e);
    }
  }

  /** Lets a suspended process go on, by SIGCONT. */
  public synchronized void resume() {
    dismissGuard();
    signal("CONT");
  }

  /** Kills it if it runs, starts it with the same command, and returns when it is ready. */
  public synchronized void restart() {
    kill();
    long begun = System.nanoTime();
    process = launch();
    awaitReady();
    LOG.info("{} is back after {} ms", jvm.name(), (System.nanoTime() - begun) / 1_000_000);
  }

  /**
   * Returns when it answers.
   *
   * @throws LocalStackException if it ends before, or does not answer in time; it is then left as
   *     it is
   */
  public void awaitReady() {
    long deadline = System.nanoTime() + jvm.readyWithin().toNanos();
    String last = "it does not answer";
    while (true) {
      if (!process.isAlive()) {
        throw new LocalStackException(DeathSentence.of(jvm, process.exitValue(), logStart));
      }
      try {
        if (jvm.readyCheck().ready()) {
          return;
        }
      } catch (IOException e) {
        last = String.valueOf(e.getMessage());
      }
      if (System.nanoTime() > deadline) {
        throw new LocalStackException(
            "%s was not ready within %d s (%s). Give it more time, or read %s."
                .formatted(jvm.name(), jvm.readyWithin().toSeconds(), last, jvm.logFile()));
      }
      await(process, LOOK_EVERY);
    }
  }

  /**
   * Waits for it to end by itself and returns its exit code.
   *
   * @throws LocalStackException if it still runs after that time
   */
  public int awaitExit(Duration within) {
    if (!await(process, within)) {
      throw new LocalStackException(
          "%s still runs after %d s. Wait longer, or kill process %d; its log is %s."
              .formatted(jvm.name(), within.toSeconds(), pid(), jvm.logFile()));
    }
    TemporaryFolder.delete(jvm.temporaryFolder());
    return process.exitValue();
  }

  /** Like {@link #stop()}. */
  @Override
  public void close() {
    stop();
  }

  private void dismissGuard() {
    if (guard != null) {
      guard.destroyForcibly();
      guard = null;
    }
  }

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
      if (!await(kill, Duration.ofSeconds(5)) || kill.exitValue() != 0) {
        throw new LocalStackException(
            "%s cannot be sent SIG%s: process %d is gone. Its log is %s."
                .formatted(jvm.name(), name, process.pid(), jvm.logFile()));
      }
    } catch (IOException e) {
      throw new LocalStackException(
          "%s cannot be sent SIG%s: %s. The command \"kill\" is needed."
              .formatted(jvm.name(), name, e.getMessage()),
          e);
    }
  }

  private static boolean await(Process process, Duration within) {
    try {
      return process.waitFor(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException(
          "Interrupted while waiting for a process. Nothing was ended.", e);
    }
  }
}
