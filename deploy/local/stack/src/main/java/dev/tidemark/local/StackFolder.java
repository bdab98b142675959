package dev.tidemark.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a stack, owned by one process at a time: {@code data/}, {@code conf/} and {@code
 * logs/} by service, the ports, the lock.
 */
final class StackFolder implements AutoCloseable {
  /** Below this much free space nothing is started: Kafka and H2 corrupt on a full disk. */
  static final long LEAST_FREE_BYTES = 500L << 20;

  private final Path root;
  private final FileChannel lock;
  private final Ports ports;

  private StackFolder(Path root, FileChannel lock, Ports ports) {
    this.root = root;
    this.lock = lock;
    this.ports = ports;
  }

  /**
   * Takes the folder, creating it if need be.
   *
   * @throws LocalStackException if another stack runs in it or the disk is nearly full
   */
  static StackFolder open(Path root, long leastFreeBytes) {
    try {
      Files.createDirectories(root.resolve("logs"));
      long free = Files.getFileStore(root).getUsableSpace();
      if (free < leastFreeBytes) {
        throw new LocalStackException(
            "The disk of %s has %d MB left, and the stack needs %d MB. Free some space, or give the stack another folder."
                .formatted(root, free >> 20, leastFreeBytes >> 20));
      }
      FileChannel lock =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(lock) == null) {
        lock.close();
        throw new LocalStackException(
            "Another stack runs in %s. End it (`tidemark down`, or Ctrl-C where it was started), or give this one another folder."
                .formatted(root));
      }
      return new StackFolder(root, lock, Ports.in(root.resolve("ports.properties")));
    } catch (IOException e) {
      throw new LocalStackException(
          "The stack's folder %s cannot be used: %s. Give a folder that this user may write."
              .formatted(root, e.getMessage()),
          e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  Path root() {
    return root;
  }

  Ports ports() {
    return ports;
  }

  /** Where a service keeps what must survive; exists. */
  Path data(String name) throws IOException {
    return Files.createDirectories(root.resolve("data").resolve(name));
  }

  /** Where a service's configuration is written anew at each start; exists. */
  Path conf(String name) throws IOException {
    return Files.createDirectories(root.resolve("conf").resolve(name));
  }

  Path log(String name) {
    return root.resolve("logs").resolve(name + ".log");
  }

  /** Lets the folder go. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new LocalStackException(
          "The lock of %s cannot be released: %s. End this process to release it."
              .formatted(root, e.getMessage()),
          e);
    }
  }
}
