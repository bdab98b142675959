package dev.tidemark.control.example;

import java.nio.file.Path;

/** A line of a file, where faults are found. */
record Place(Path file, int line, Faults faults) {
  void fault(String found, String accepted) {
    faults.add(file, line, found, accepted);
  }
}
