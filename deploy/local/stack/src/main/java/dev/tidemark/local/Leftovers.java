package dev.tidemark.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Children of an earlier owner of the folder. They end soon after it, but a new owner may come
 * sooner, and must not meet them at the same ports and data.
 */
final class Leftovers {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Path folder;

  Leftovers(Path folder) {
    this.folder = folder;
  }

  /** Notes a child for a later owner; its start time tells it from another with the same id. */
  void note(String name, long pid) {
    Optional<Instant> start = ProcessHandle.of(pid).flatMap(p -> p.info().startInstant());
    if (start.isEmpty()) {
      return;
    }
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(name), pid + " " + start.get().toEpochMilli());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the noted children are gone, and kills those that take longer than 3 s. */
  void end() throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> notes;
    try (Stream<Path> files = Files.list(folder)) {
      notes = files.toList();
    }
    for (Path note : notes) {
      alive(Files.readString(note)).ifPresent(Leftovers::end);
      Files.delete(note);
    }
  }

  private static Optional<ProcessHandle> alive(String note) {
    String[] parts = note.strip().split(" ");
    if (parts.length != 2) {
      // Cut off by a full disk or a kill.
      return Optional.empty();
    }
    long start = Long.parseLong(parts[1]);
    return ProcessHandle.of(Long.parseLong(parts[0]))
        .filter(p -> p.info().startInstant().map(i -> i.toEpochMilli() == start).orElse(false));
  }

  private static void end(ProcessHandle process) {
    if (!isGone(process)) {
      process.destroyForcibly();
      // A killed process that nobody reaps reads as alive for ever. It holds nothing any more.
      isGone(process);
    }
  }

  private static boolean isGone(ProcessHandle process) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (process.isAlive() && System.nanoTime() < deadline) {
      Pause.briefly();
    }
    return !process.isAlive();
  }
}
