package dev.tidemark.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    String base = folderUri.endsWith("/") ? folderUri : folderUri + "/";
    return metadataBelow(folder).stream()
        .max(
            Comparator.<Path>comparingLong(f -> f.toFile().lastModified())
                .thenComparingInt(f -> number(f.getParent())))
        .map(f -> base + folder.relativize(f.getParent()));
  }

  private static List<Path> metadataBelow(Path folder) {
    List<Path> found = new ArrayList<>();
    FileVisitor<Path> visitor =
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.endsWith("_metadata") && number(file.getParent()) >= 0) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            // A running job deletes its older checkpoints; and a job that never ran has no folder.
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) {
            return FileVisitResult.CONTINUE;
          }
        };
    try {
      Files.walkFileTree(folder, visitor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
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
