package dev.tidemark.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The jars of one service, which the build copies from Maven Central to {@code
 * deploy/local/dist/<service>/} below Tidemark's home.
 */
final class Distribution {
  private final Service service;
  private final Path home;
  private final Path folder;

  private Distribution(Service service, Path home) {
    this.service = service;
    this.home = home;
    this.folder = home.resolve("deploy/local/dist").resolve(service.id());
  }

  /** The service's distribution below the home that {@link #home()} finds. */
  static Distribution of(Service service) {
    return new Distribution(service, home());
  }

  /**
   * The repository: system property {@code tidemark.home}, else environment variable {@code
   * TIDEMARK_HOME}, else the nearest folder around the working directory that looks like it.
   */
  static Path home() {
    return Optional.ofNullable(System.getProperty("tidemark.home"))
        .or(() -> Optional.ofNullable(System.getenv("TIDEMARK_HOME")))
        .map(Path::of)
        .or(Distribution::homeAround)
        .orElseThrow(
            () ->
                new LocalStackException(
                    "Tidemark's home is not known. Set the system property tidemark.home or the environment variable TIDEMARK_HOME to the repository's folder."));
  }

  private static Optional<Path> homeAround() {
    return Stream.iterate(Path.of("").toAbsolutePath(), p -> p != null, Path::getParent)
        .filter(p -> Files.isDirectory(p.resolve("deploy/local/services")))
        .findFirst();
  }

  /** The class path, in the order in which Maven resolved it. */
  List<Path> classpath() {
    Path list = folder.resolve("classpath");
    try {
      return Arrays.stream(Files.readString(list).strip().split(":")).map(folder::resolve).toList();
    } catch (IOException e) {
      throw missing(e);
    }
  }

  /** The jars in one of its folders, of which nothing is on the class path by itself. */
  List<Path> jars(String name) {
    try (Stream<Path> files = Files.list(folder().resolve(name))) {
      return files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw missing(e);
    }
  }

  /** The folder itself; it exists. */
  Path folder() {
    if (!Files.isDirectory(folder)) {
      throw missing(null);
    }
    return folder;
  }

  /**
   * The one jar with that ending, in a folder named by its version; of several versions the one
   * unpacked last.
   */
  Path newestJar(String ending) {
    try (Stream<Path> versions = Files.list(folder)) {
      return versions
          .filter(v -> Files.isDirectory(v.resolve("unpacked")))
          .max(Comparator.comparing(v -> v.resolve("unpacked").toFile().lastModified()))
          .map(v -> jarIn(v, ending))
          .orElseThrow(() -> missing(null));
    } catch (IOException e) {
      throw missing(e);
    }
  }

  private Path jarIn(Path version, String ending) {
    try (Stream<Path> files = Files.list(version)) {
      return files
          .filter(f -> f.toString().endsWith(ending))
          .findFirst()
          .orElseThrow(() -> missing(null));
    } catch (IOException e) {
      throw missing(e);
    }
  }

  private LocalStackException missing(@Nullable Throwable cause) {
    String sentence =
        "%s's distribution is missing or incomplete in %s. Run \"mvn -q compile -pl deploy/local/services/%s\" in %s and start again."
            .formatted(service.title(), folder, service.id(), home);
    return cause == null
        ? new LocalStackException(sentence)
        : new LocalStackException(sentence, cause);
  }
}
