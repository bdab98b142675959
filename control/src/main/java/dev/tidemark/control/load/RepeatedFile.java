package dev.tidemark.control.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of a file, from the start again after its end; broken lines are passed over. */
final class RepeatedFile implements Feed.Rows {
  private final Path path;
  private final Mapping mapping;
  private @Nullable InputFile file;

  RepeatedFile(Path path, Mapping mapping) {
    this.path = path;
    this.mapping = mapping;
  }

  @Override
  public Optional<Map<String, String>> next() {
    boolean reopened = false;
    while (true) {
      if (file == null) {
        file = InputFile.open(path, null, mapping);
        reopened = true;
      }
      Optional<Line> line = file.next();
      if (line.isPresent() && line.get() instanceof Line.Row row) {
        return Optional.of(row.asMap());
      }
      if (line.isEmpty()) {
        close(file);
        file = null;
        if (reopened) {
          return Optional.empty(); // A file without any row would be opened for ever.
        }
      }
    }
  }

  private static void close(InputFile file) {
    try {
      file.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
