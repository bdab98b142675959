package dev.tidemark.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The end of a process's log, read for what an error sentence needs of it. */
final class LogTail {
  private static final int BYTES = 64 * 1024;

  private final List<String> lines;

  private LogTail(List<String> lines) {
    this.lines = lines;
  }

  /** Reads what was written after {@code from}, at most the last 64 KB; an absent log is empty. */
  static LogTail of(Path log, long from) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long start = Math.max(from, file.length() - BYTES);
      byte[] bytes = new byte[(int) Math.max(0, file.length() - start)];
      file.seek(start);
      file.readFully(bytes);
      return new LogTail(
          new String(bytes, StandardCharsets.UTF_8).lines().filter(l -> !l.isBlank()).toList());
    } catch (IOException e) {
      return new LogTail(List.of());
    }
  }

  boolean saysDiskFull() {
    return lines.stream().anyMatch(l -> l.contains("No space left on device"));
  }

  boolean saysPortTaken() {
    return lines.stream().anyMatch(l -> l.contains("Address already in use"));
  }

  /**
   * What went wrong, as far as the log tells: lines of errors and of exceptions' causes without
   * their stacks, the newest few; the last lines if there are none.
   */
  List<String> complaints(int count) {
    List<String> complaints =
        lines.stream()
            .filter(
                l -> l.startsWith("Caused by: ") || l.contains("Exception") || l.contains("ERROR"))
            .filter(l -> !l.startsWith("\tat ") && !l.startsWith("\t..."))
            .toList();
    return complaints.isEmpty()
        ? last(count)
        : complaints.subList(Math.max(0, complaints.size() - count), complaints.size());
  }

  /** The last lines, oldest first. */
  List<String> last(int count) {
    return lines.subList(Math.max(0, lines.size() - count), lines.size());
  }
}
