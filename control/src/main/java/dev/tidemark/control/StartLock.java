package dev.tidemark.control;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * What only one process at a time does with the folder of a stack or a run. The file stays; the
 * lock goes with the process, however that ends.
 */
public final class StartLock implements AutoCloseable {
  /** Starting a keeper in a process of its own, and writing its log anew. */
  public static final String DETACHING = "up.lock";

  /** Keeping the stack, and naming the keeper. */
  public static final String KEEPING = "keeper.lock";

  /** Starting a run's job, and having it. */
  public static final String RUNNING = "run.lock";

  private final FileChannel channel;

  private StartLock(FileChannel channel) {
    this.channel = channel;
  }

  /** The lock; empty if somebody has it. */
  public static Optional<StartLock> take(Path folder, String name) throws IOException {
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      FileLock lock = channel.tryLock();
      taken = lock != null;
    } catch (OverlappingFileLockException ofThisProcess) {
      // Somebody's too.
    } finally {
      if (!taken) {
        channel.close();
      }
    }
    return taken ? Optional.of(new StartLock(channel)) : Optional.empty();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
