package dev.tidemark.control.stack;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * The process that keeps a stack, as a file {@code keeper.pid} in its folder: the process's id and
 * the moment of its start, since ids are given out again.
 */
record Keeper(ProcessHandle process) {
  private static final String FILE = "keeper.pid";

  /** Writes down that this process keeps the stack. */
  static void declare(Path folder) {
    ProcessHandle self = ProcessHandle.current();
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(FILE), self.pid() + " " + startOf(self));
    } catch (IOException unwritable) {
      throw new CommandFailure(
          "Cannot write %s: %s. Check the folder and its permissions."
              .formatted(folder.resolve(FILE), unwritable.getMessage()),
          unwritable);
    }
  }

  /** The living keeper of a folder's stack. */
  static Optional<Keeper> of(Path folder) {
    try {
      String[] parts = Files.readString(folder.resolve(FILE)).strip().split(" ", 2);
      return ProcessHandle.of(Long.parseLong(parts[0]))
          .filter(ProcessHandle::isAlive)
          .filter(process -> parts.length == 2 && startOf(process).equals(parts[1]))
          .map(Keeper::new);
    } catch (IOException | NumberFormatException nobody) {
      return Optional.empty();
    }
  }

  /** Whether the stack's addresses are its own, and not those of one before. */
  boolean isReady(Path folder) {
    try {
      FileTime declared = Files.getLastModifiedTime(folder.resolve(FILE));
      FileTime ready = Files.getLastModifiedTime(folder.resolve(Environment.FILE));
      return ready.compareTo(declared) >= 0;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static String startOf(ProcessHandle process) {
    return process.info().startInstant().map(Object::toString).orElse("unknown");
  }
}
