package dev.tidemark.tests.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** A stack's folder in which commands find the services of a world. */
public final class CommandFolder {
  private CommandFolder() {}

  /** The folder, made if it is not there. */
  public static Path of(World world) {
    Path folder = world.folder().resolve("commands/stack");
    write(
        folder,
        world.catalogProperties(),
        Map.of(
            "bootstrap-servers", world.stack().bootstrapServers(),
            "registry-url", world.stack().registryUrl()));
    return folder;
  }

  /**
   * Makes a folder of one.
   *
   * @param catalog Iceberg's properties
   * @param addresses of the other services
   */
  public static void write(
      Path folder, Map<String, String> catalog, Map<String, String> addresses) {
    var environment = new Properties();
    catalog.forEach((key, value) -> environment.setProperty("catalog." + key, value));
    environment.putAll(addresses);
    try {
      Files.createDirectories(folder);
      try (Writer file = Files.newBufferedWriter(folder.resolve("env.properties"))) {
        environment.store(file, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
