package dev.tidemark.control.horizon;

import dev.tidemark.control.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The savepoints of a local run's recovery points, a folder each. */
final class PointFolders {
  private static final String PREFIX = "savepoint-";

  private final Path folder;

  PointFolders(Path folder) {
    this.folder = folder;
  }

  /** The last part of a savepoint's address. */
  static String name(String savepoint) {
    String path =
        savepoint.endsWith("/") ? savepoint.substring(0, savepoint.length() - 1) : savepoint;
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Those in which nothing was written since a moment, complete or not. */
  Set<String> untouchedSince(Instant moment) {
    var untouched = new TreeSet<String>();
    if (!Files.isDirectory(folder)) {
      return untouched;
    }
    try (Stream<Path> savepoints = Files.list(folder)) {
      savepoints
          .filter(savepoint -> savepoint.getFileName().toString().startsWith(PREFIX))
          .filter(savepoint -> lastWritten(savepoint).isBefore(moment))
          .forEach(savepoint -> untouched.add(savepoint.getFileName().toString()));
      return untouched;
    } catch (IOException | UncheckedIOException unreadable) {
      throw failed("look through", folder, unreadable);
    }
  }

  private static Instant lastWritten(Path savepoint) {
    try (Stream<Path> files = Files.walk(savepoint)) {
      return files
          .map(file -> Instant.ofEpochMilli(file.toFile().lastModified()))
          .max(Comparator.naturalOrder())
          .orElse(Instant.MAX);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  void delete(String name) {
    Path savepoint = folder.resolve(name);
    try (Stream<Path> files = Files.walk(savepoint)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException stays) {
      throw failed("delete", savepoint, stays);
    }
  }

  private static CommandFailure failed(String what, Path path, Exception reason) {
    return new CommandFailure(
        "Cannot %s %s: %s. Check the folder and its permissions."
            .formatted(what, path, reason.getMessage()),
        reason);
  }
}
