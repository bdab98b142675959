package dev.tidemark.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folders whose contents nobody misses. */
final class TemporaryFolder {
  private static final Logger LOG = LoggerFactory.getLogger(TemporaryFolder.class);

  private TemporaryFolder() {}

  /**
   * Deletes it with all that is in it, if it is there. What cannot be deleted stays, and is logged.
   */
  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException stays) {
      LOG.warn("Cannot delete {}: {}", folder, stays.toString());
    }
  }
}
