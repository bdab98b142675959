package dev.tidemark.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir Path folder;

  @Test
  void childThatEndsTellsItsExitCodeAndLastLines() {
    try (ChildProcess child = puppet("3", "last words").start()) {
      assertThat(child.awaitExit(LIMIT)).isEqualTo(3);
      assertThat(child.exitCode()).hasValue(3);
      assertThat(child.lastLogLines(1)).containsExactly("last words");
    }
  }

  @Test
  void deathBeforeReadinessIsASentenceWithTheLog() {
    try (ChildProcess child =
        puppet("1", "java.lang.Exception: bad", "bye").readyWhen(() -> false, LIMIT).start()) {
      assertThatThrownBy(child::awaitReady)
          .isInstanceOf(LocalStackException.class)
          .hasMessage(
              "The puppet ended with exit code 1 before it was ready. Read %s; it says:\n  java.lang.Exception: bad",
              log());
    }
  }

  @Test
  void temporaryFilesLieBesideTheLogAndGoWithTheProcess() throws IOException {
    Path temporary = folder.resolve("puppet.log.tmp");
    Files.createDirectories(temporary.resolve("flink-io"));
    Files.writeString(temporary.resolve("flink-io/left-by-a-kill"), "");
    try (ChildProcess child = puppet("stay").start()) {
      assertThat(temporary).exists();
      assertThat(temporary.resolve("flink-io")).doesNotExist();
    }
    assertThat(temporary).doesNotExist();
    try (ChildProcess child = puppet("0", "last words").start()) {
      child.awaitExit(LIMIT);
      assertThat(temporary).as("the files of one that ended by itself").doesNotExist();
    }
  }

  @Test
  void fullDiskIsRecognisedInTheLog() {
    String line = "java.io.IOException: No space left on device";
    try (ChildProcess child = puppet("1", line).readyWhen(() -> false, LIMIT).start()) {
      assertThatThrownBy(child::awaitReady)
          .hasMessage(
              "The puppet ended with exit code 1 because the disk is full. Free some space and start it again; its log is %s.",
              log());
    }
  }

  @Test
  void takenPortIsRecognisedInTheLog() {
    String line = "java.net.BindException: Address already in use";
    try (ChildProcess child = puppet("1", line).readyWhen(() -> false, LIMIT).start()) {
      assertThatThrownBy(child::awaitReady)
          .hasMessage(
              "The puppet ended with exit code 1 because another process holds a port of it. End that process and start it again; the port is in its log %s.",
              log());
    }
  }

  @Test
  void earlierLivesDoNotExplainThisDeath() throws Exception {
    Files.writeString(log(), "java.io.IOException: No space left on device\n");
    try (ChildProcess child = puppet("1", "plain").readyWhen(() -> false, LIMIT).start()) {
      assertThatThrownBy(child::awaitReady).hasMessageContaining("it says:\n  1\n  plain");
    }
  }

  @Test
  void childThatNeverAnswersIsGivenUpWithTheReason() {
    ReadyCheck never =
        () -> {
          throw new IOException("connection refused");
        };
    try (ChildProcess child = puppet("stay").readyWhen(never, Duration.ofSeconds(1)).start()) {
      assertThatThrownBy(child::awaitReady)
          .hasMessage(
              "The puppet was not ready within 1 s (connection refused). Give it more time, or read %s.",
              log());
    }
  }

  @Test
  void suspendedChildHoldsStillUntilResumed() throws Exception {
    try (ChildProcess child = puppet("stay").start()) {
      awaitWord(child);
      child.suspend();
      await().atMost(LIMIT).until(() -> state(child) == 'T');
      assertThat(child.isAlive()).isTrue();
      child.resume();
      await().atMost(LIMIT).until(() -> state(child) != 'T');
      child.suspend();
      child.kill();
      assertThat(child.exitCode()).hasValue(137);
    }
  }

  @Test
  void restartedChildIsANewProcessOfTheSameCommand() {
    AtomicInteger checks = new AtomicInteger();
    try (ChildProcess child =
        puppet("stay").readyWhen(() -> checks.incrementAndGet() > 0, LIMIT).start()) {
      awaitWord(child);
      long first = child.pid();
      child.restart();
      awaitWord(child);
      assertThat(child.pid()).isNotEqualTo(first);
      assertThat(ProcessHandle.of(first)).isEmpty();
      assertThat(checks).hasPositiveValue();
    }
  }

  private static void awaitWord(ChildProcess child) {
    await().atMost(LIMIT).until(() -> child.lastLogLines(1).equals(List.of("stay")));
  }

  /** The process's state letter of Linux: T is stopped. */
  private static char state(ChildProcess child) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + child.pid() + "/stat"));
    return stat.charAt(stat.lastIndexOf(')') + 2);
  }

  private Path log() {
    return folder.resolve("puppet.log");
  }

  private ChildJvm.Builder puppet(String... args) {
    return ChildJvm.builder("The puppet")
        .classpath(ownClasspath())
        .mainClass(Puppet.class.getName())
        .args(args)
        .heap("32m")
        .logFile(log());
  }

  static List<Path> ownClasspath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .toList();
  }
}
