package dev.tidemark.control.demo;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.StackOptions;
import dev.tidemark.control.load.Feed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the demo's lines come from: a real Online Retail file if there is one, in {@code
 * online-retail/} below the given folder, {@code TIDEMARK_DATA}, or {@code ../shared/data} beside
 * the project; else the generator.
 */
final class DemoData {
  private final @Nullable Path file;
  private final long seed;

  private DemoData(@Nullable Path file, long seed) {
    this.file = file;
    this.seed = seed;
  }

  /**
   * Looks for the file.
   *
   * @param given the folder that the user named; null if none
   * @throws CommandFailure if the user named a folder without such a file
   */
  static DemoData find(@Nullable Path given, long seed) {
    if (given != null) {
      return new DemoData(
          fileIn(given)
              .orElseThrow(
                  () ->
                      new CommandFailure(
                          "There is no online-retail/*.csv.gz in %s. Name its folder, or leave --data away to have lines generated."
                              .formatted(given))),
          seed);
    }
    Optional<Path> named =
        Optional.ofNullable(System.getenv("TIDEMARK_DATA")).map(Path::of).flatMap(DemoData::fileIn);
    Path beside = StackOptions.home().resolve("../shared/data").normalize();
    return new DemoData(named.or(() -> fileIn(beside)).orElse(null), seed);
  }

  String description() {
    return file == null ? "a made-up shop, seed " + seed : file.getFileName().toString();
  }

  /** Rows for one feed; each feed has its own, and all have the same lines. */
  Feed.Rows rows(String mapping) {
    return file == null ? new ShopGenerator(seed) : Feed.repeating(file, mapping);
  }

  private static Optional<Path> fileIn(Path folder) {
    Path retail = folder.resolve("online-retail");
    if (!Files.isDirectory(retail)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(retail)) {
      return files
          .filter(file -> file.getFileName().toString().matches(".*\\.csv(\\.gz)?"))
          .sorted()
          .findFirst();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }
}
