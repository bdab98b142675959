package dev.tidemark.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds Flink's retained checkpoints as files, also while everything that wrote them is dead. */
final class Checkpoints {
  private final Optional<Path> bucketFolder;

  /** With the folder that the S3 server keeps its bucket in, if it runs. */
  Checkpoints(Optional<Path> bucketFolder) {
    this.bucketFolder = bucketFolder;
  }

  /**
   * The newest complete checkpoint at any depth below a folder, given and returned as a URI of the
   * same scheme. Complete means that {@code _metadata} exists: Flink writes it last and the S3
   * server shows an object only when it is whole.
   */
  Optional<String> latest(String folderUri) {
    Path folder = folder(URI.create(folderUri));
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(f -> f.endsWith("_metadata") && number(f.getParent()) >= 0)
          .max(
              Comparator.<Path>comparingLong(f -> f.toFile().lastModified())
                  .thenComparingInt(f -> number(f.getParent())))
          .map(f -> folderUri + "/" + folder.relativize(f.getParent()))
          .map(uri -> uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | java.io.UncheckedIOException e) {
      // A running job deletes old checkpoints while they are walked.
      return Files.isDirectory(folder) ? latest(folderUri) : Optional.empty();
    }
  }

  private Path folder(URI uri) {
    return switch (String.valueOf(uri.getScheme())) {
      case "s3", "s3a" ->
          bucketFolder
              .orElseThrow(
                  () ->
                      new LocalStackException(
                          "%s is on S3, which this stack does not run. Add Service.S3 to with(…)."
                              .formatted(uri)))
              .resolve(uri.getPath().substring(1));
      case "file" -> Path.of(uri.getPath());
      default ->
          throw new LocalStackException(
              "%s is no place of this stack. Give a URI of scheme s3, s3a or file.".formatted(uri));
    };
  }

  private static int number(Path checkpoint) {
    String name = checkpoint.getFileName().toString();
    return name.matches("chk-\\d{1,9}") ? Integer.parseInt(name.substring(4)) : -1;
  }
}
