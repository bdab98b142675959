package dev.tidemark.tests.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The compiled main classes of all modules, each known by its module's folder. Read from the
 * modules' outputs, not from a class path: a fat jar would make everything one module.
 */
final class Modules {
  private static final Path OUTPUT = Path.of("target", "classes");

  private final JavaClasses all;
  private final Map<String, String> moduleByClass = new HashMap<>();

  private Modules(Map<String, Path> outputs) {
    this.all = new ClassFileImporter().importPaths(outputs.values());
    for (JavaClass type : all) {
      Path file = Path.of(type.getSource().orElseThrow().getUri());
      outputs.forEach(
          (module, output) -> {
            if (file.startsWith(output)) {
              moduleByClass.put(type.getName(), module);
            }
          });
    }
  }

  static Modules read() {
    Path home = Path.of(System.getProperty("tidemark.home", "..")).toAbsolutePath().normalize();
    Map<String, Path> outputs = outputs(home);
    if (outputs.isEmpty()) {
      throw new IllegalStateException(
          "No compiled module below %s. Build the modules first: mvn verify.".formatted(home));
    }
    return new Modules(outputs);
  }

  private static Map<String, Path> outputs(Path home) {
    Map<String, Path> outputs = new TreeMap<>();
    try (Stream<Path> folders = Files.walk(home, 4)) {
      folders
          .filter(folder -> Files.isRegularFile(folder.resolve("pom.xml")))
          .filter(folder -> !folder.startsWith(home.resolve("tests")) && !folder.equals(home))
          .forEach(folder -> outputs.put(name(home, folder), output(home, folder)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    outputs.values().removeIf(output -> !Files.isDirectory(output));
    return outputs;
  }

  private static String name(Path home, Path folder) {
    return home.relativize(folder).toString().replace('\\', '/');
  }

  /** A service's classes are compiled into its distribution. */
  private static Path output(Path home, Path module) {
    Path distribution =
        home.resolve("deploy/local/dist").resolve(module.getFileName()).resolve("classes");
    return module.startsWith(home.resolve("deploy/local/services"))
        ? distribution
        : module.resolve(OUTPUT);
  }

  Set<String> names() {
    return new TreeSet<>(moduleByClass.values());
  }

  JavaClasses all() {
    return all;
  }

  JavaClasses classesOf(String module) {
    if (!moduleByClass.containsValue(module)) {
      throw new IllegalStateException(
          "Module %s has no compiled classes, only %s have. Build it first."
              .formatted(module, names()));
    }
    return all.that(
        DescribedPredicate.describe(
            "of module " + module, type -> module.equals(moduleByClass.get(type.getName()))));
  }

  Optional<String> moduleOf(JavaClass type) {
    return Optional.ofNullable(moduleByClass.get(type.getBaseComponentType().getName()));
  }

  /** The modules that hold each package. */
  Map<String, Set<String>> packages() {
    Map<String, Set<String>> packages = new TreeMap<>();
    all.forEach(
        type ->
            packages
                .computeIfAbsent(type.getPackageName(), name -> new TreeSet<>())
                .add(moduleByClass.getOrDefault(type.getName(), "?")));
    return packages;
  }
}
