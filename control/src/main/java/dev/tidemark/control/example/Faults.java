package dev.tidemark.control.example;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What cannot be read in the files of examples; all of it is told at once. */
final class Faults {
  private static final int WHOLE_FILE = 0;
  private final Map<Path, List<Fault>> byFile = new LinkedHashMap<>();

  private record Fault(int line, String sentence) {}

  /** A fault in a line, counted from 1. */
  void add(Path file, int line, String found, String accepted) {
    String where = shown(file) + (line == WHOLE_FILE ? "" : ":" + line);
    byFile
        .computeIfAbsent(file, first -> new ArrayList<>())
        .add(new Fault(line, "%s: found %s, accepted is %s".formatted(where, found, accepted)));
  }

  /** A fault of a file or folder as a whole. */
  void add(Path file, String found, String accepted) {
    add(file, WHOLE_FILE, found, accepted);
  }

  /**
   * @throws UnreadableExamplesException with all faults, file by file and line by line, if there is
   *     one
   */
  void refuseIfAny() {
    List<String> sentences =
        byFile.values().stream()
            .flatMap(faults -> faults.stream().sorted(Comparator.comparingInt(Fault::line)))
            .map(Fault::sentence)
            .toList();
    if (!sentences.isEmpty()) {
      throw new UnreadableExamplesException(
          "Cannot read the examples: %d %s.\n  %s"
              .formatted(
                  sentences.size(),
                  sentences.size() == 1 ? "fault" : "faults",
                  String.join("\n  ", sentences)));
    }
  }

  /** As short as it can be and still be opened from here. */
  private static String shown(Path file) {
    Path here = Path.of("").toAbsolutePath();
    Path full = file.toAbsolutePath().normalize();
    return full.startsWith(here) ? here.relativize(full).toString() : full.toString();
  }
}
