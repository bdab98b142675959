package dev.tidemark.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start says that cannot succeed. S3 stands for all services: it is the quickest. */
class StackStartTest {
  @TempDir Path folder;

  @Test
  void takenPortIsNamedWithTheLineToDelete() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Files.writeString(folder.resolve("ports.properties"), "s3=" + taken.getLocalPort());
      assertThatThrownBy(() -> LocalStack.in(folder).with(Service.S3).start())
          .isInstanceOf(LocalStackException.class)
          .hasMessage(
              "Port %d, remembered for s3, is taken by another process. End that process, or delete"
                  + " the line \"s3\" of %s to have another port chosen.",
              taken.getLocalPort(), folder.resolve("ports.properties"));
    }
  }

  @Test
  void fullDiskIsRefusedBeforeAnythingStarts() {
    assertThatThrownBy(
            () -> LocalStack.in(folder).with(Service.S3).leastFreeBytes(Long.MAX_VALUE).start())
        .isInstanceOf(LocalStackException.class)
        .hasMessageMatching(
            "The disk of \\S+ has \\d+ MB left, and the stack needs \\d+ MB\\. Free some space, or"
                + " give the stack another folder\\.");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void missingDistributionNamesTheBuildCommand() {
    String home = System.getProperty("tidemark.home");
    System.setProperty("tidemark.home", folder.toString());
    try {
      assertThatThrownBy(() -> LocalStack.in(folder.resolve("stack")).with(Service.S3).start())
          .isInstanceOf(LocalStackException.class)
          .hasMessage(
              "The S3 server's distribution is missing or incomplete in %s. Run \"mvn -q compile"
                  + " -pl deploy/local/services/s3\" in %s and start again.",
              folder.resolve("deploy/local/dist/s3"), folder);
    } finally {
      System.setProperty("tidemark.home", home);
    }
  }

  @Test
  void folderThatCannotBeIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    assertThatThrownBy(() -> LocalStack.in(file).with(Service.S3).start())
        .isInstanceOf(LocalStackException.class)
        .hasMessageContaining("cannot be used")
        .hasMessageContaining("Give a folder that this user may write.");
  }

  @Test
  void secondStackInAFolderIsRefusedAndTheFirstGoesOn() {
    try (LocalStack first = LocalStack.in(folder).with(Service.S3).start()) {
      assertThatThrownBy(() -> LocalStack.in(folder).with(Service.S3).start())
          .isInstanceOf(LocalStackException.class)
          .hasMessage(
              "Another stack runs in %s. End it (`tidemark down`, or Ctrl-C where it was started),"
                  + " or give this one another folder.",
              folder);
      assertThat(first.process(Service.S3).isAlive()).isTrue();
      assertThatThrownBy(first::bootstrapServers)
          .hasMessage(
              "Kafka is not part of the stack in %s. Add Service.KAFKA to with(…).", folder);
    }
  }

  @Test
  void brokenServiceIsToldByNameAndTheOthersAreEnded() throws Exception {
    // A folder of Kafka's that no longer fits: what an interrupted copy or a full disk leaves.
    Files.createDirectories(folder.resolve("data/kafka"));
    Files.writeString(
        folder.resolve("data/kafka/meta.properties"), "version=1\ncluster.id=x\nnode.id=7\n");
    assertThatThrownBy(() -> LocalStack.in(folder).with(Service.S3, Service.KAFKA).start())
        .isInstanceOf(LocalStackException.class)
        .hasMessageStartingWith("Kafka ended with exit code 1 before it was ready. Read ")
        .hasMessageContaining("Stored node id 7 doesn't match previous node id 1")
        .hasMessageContaining(folder.resolve("logs/kafka.log").toString());
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
  }
}
