package dev.tidemark.tests.trino;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Trino's archive, unpacked once, with SQLite's driver in its Iceberg plugin. */
final class TrinoArchive {
  private static final String ARCHIVE = ".tar.gz";

  private TrinoArchive() {}

  /**
   * Trino's home.
   *
   * @param module where {@code classpath} names the archive and the driver
   */
  static Path unpacked(Path module) throws IOException, InterruptedException {
    List<Path> archive = new ArrayList<>();
    List<Path> drivers = new ArrayList<>();
    for (String file :
        Files.readString(module.resolve("classpath")).strip().split(File.pathSeparator)) {
      (file.endsWith(ARCHIVE) ? archive : drivers).add(Path.of(file));
    }
    String name = archive.get(0).getFileName().toString().replace(ARCHIVE, "");
    Path home = module.resolve(name);
    if (!Files.isDirectory(home)) {
      unpack(archive.get(0), Files.createDirectories(module.resolve("half")));
      Files.move(module.resolve("half").resolve(name), home, StandardCopyOption.ATOMIC_MOVE);
    }
    for (Path driver : drivers) {
      Files.copy(
          driver,
          home.resolve("plugin/iceberg").resolve(driver.getFileName()),
          StandardCopyOption.REPLACE_EXISTING);
    }
    return home;
  }

  /** By tar itself: most of the jars are hard links to each other. */
  private static void unpack(Path archive, Path folder) throws IOException, InterruptedException {
    List<String> tar = List.of("tar", "-xzf", archive.toString(), "-C", folder.toString());
    assertThat(new ProcessBuilder(tar).inheritIO().start().waitFor()).as("%s", tar).isZero();
  }
}
