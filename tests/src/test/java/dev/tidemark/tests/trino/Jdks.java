package dev.tidemark.tests.trino;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** Looks for a newer JDK than the one that runs the tests. */
final class Jdks {
  private Jdks() {}

  /**
   * The newest of those that the property names, that variables called JAVA_HOME… name, or that lie
   * beside the one that runs.
   */
  static Optional<Path> atLeast(int version, String property) {
    String given = System.getProperty(property, "");
    Stream<Path> candidates =
        given.isEmpty() ? Stream.concat(named(), neighbours()) : Stream.of(Path.of(given));
    return candidates
        .filter(home -> version(home) >= version)
        .max(Comparator.comparingInt(Jdks::version));
  }

  private static Stream<Path> named() {
    return System.getenv().entrySet().stream()
        .filter(variable -> variable.getKey().startsWith("JAVA_HOME"))
        .map(variable -> Path.of(variable.getValue()));
  }

  private static Stream<Path> neighbours() {
    Path folder = Path.of(System.getProperty("java.home")).getParent();
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList().stream();
    } catch (IOException unreadable) {
      return Stream.empty();
    }
  }

  /** The feature version as the JDK's own file says; 0 for what is no JDK. */
  private static int version(Path home) {
    Properties release = new Properties();
    try (Reader file = Files.newBufferedReader(home.resolve("release"))) {
      release.load(file);
      String version = release.getProperty("JAVA_VERSION", "0").replace("\"", "");
      return Integer.parseInt(version.split("[^0-9]", 2)[0]);
    } catch (IOException | NumberFormatException none) {
      return 0;
    }
  }
}
