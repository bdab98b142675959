package dev.tidemark.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that holds a stack is killed, and nothing of it stays. */
class OrphansTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir Path folder;

  @Test
  void childrenEndWithAKilledParentAndTheFolderIsFreeAtOnce() {
    ChildProcess holder = holder("kafka", "s3");
    List<ProcessHandle> services = ProcessHandle.of(holder.pid()).orElseThrow().children().toList();
    assertThat(services).hasSize(2);

    holder.kill();
    try (LocalStack next = LocalStack.in(folder).with(Service.KAFKA, Service.S3).start()) {
      assertThat(services).noneMatch(ProcessHandle::isAlive);
      assertThat(next.process(Service.KAFKA).isAlive()).isTrue();
    }
  }

  @Test
  void suspendedChildEndsWithAKilledParentToo() {
    ChildProcess holder =
        ChildJvm.builder("The holder")
            .classpath(ChildProcessTest.ownClasspath())
            .mainClass(SuspendedChild.class.getName())
            .args(folder.toString())
            .logFile(folder.resolve("holder.log"))
            .start();
    await()
        .atMost(LIMIT)
        .until(() -> holder.lastLogLines(1).stream().anyMatch(l -> l.startsWith("suspended ")));
    long pid = Long.parseLong(holder.lastLogLines(1).get(0).substring("suspended ".length()));
    ProcessHandle suspended = ProcessHandle.of(pid).orElseThrow();

    holder.kill();
    await().atMost(LIMIT).until(() -> !suspended.isAlive());
  }

  @Test
  void childrenEndOrderlyWhenTheParentIsAskedToEnd() {
    ChildProcess holder = holder("s3");
    List<ProcessHandle> services = ProcessHandle.of(holder.pid()).orElseThrow().children().toList();
    holder.stop();
    assertThat(services).hasSize(1).noneMatch(ProcessHandle::isAlive);
  }

  private ChildProcess holder(String... services) {
    ChildProcess holder =
        ChildJvm.builder("The holder")
            .classpath(ChildProcessTest.ownClasspath())
            .mainClass(StackMain.class.getName())
            .args(folder.toString())
            .args(services)
            .systemProperty("tidemark.home", System.getProperty("tidemark.home"))
            .logFile(folder.resolve("holder.log"))
            .start();
    await().atMost(LIMIT).until(() -> holder.lastLogLines(1).equals(List.of("ready")));
    return holder;
  }

  /** A parent that suspends its child and waits to be killed. */
  static final class SuspendedChild {
    private SuspendedChild() {}

    public static void main(String[] args) throws InterruptedException {
      ChildProcess child =
          ChildJvm.builder("The puppet")
              .classpath(ChildProcessTest.ownClasspath())
              .mainClass(Puppet.class.getName())
              .args("stay")
              .logFile(Path.of(args[0], "puppet.log"))
              .start();
      child.suspend();
      System.out.println("suspended " + child.pid());
      Thread.currentThread().join();
    }
  }
}
