package dev.tidemark.control.example;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What cannot be read in the files of examples; all of it is told at once. */
final class Faults {
  private final List<String> sentences = new ArrayList<>();

  /** A fault in a line, counted from 1. */
  void add(Path file, int line, String found, String accepted) {
    sentences.add("%s:%d: found %s, accepted is %s".formatted(shown(file), line, found, accepted));
  }

  /** A fault of a file or folder as a whole. */
  void add(Path file, String found, String accepted) {
    sentences.add("%s: found %s, accepted is %s".formatted(shown(file), found, accepted));
  }

  /**
   * @throws UnreadableExamplesException with all faults, if there is one
   */
  void refuseIfAny() {
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
