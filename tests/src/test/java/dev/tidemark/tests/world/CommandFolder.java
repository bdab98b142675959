package dev.tidemark.tests.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** A stack's folder in which commands find the services of a world. */
public final class CommandFolder {
  private CommandFolder() {}

  /** The folder, made if it is not there. */
  public static Path of(World world) {
    var environment = new Properties();
    world
        .catalogProperties()
        .forEach((key, value) -> environment.setProperty("catalog." + key, value));
    environment.setProperty("bootstrap-servers", world.stack().bootstrapServers());
    environment.setProperty("registry-url", world.stack().registryUrl());
    try {
      Path folder = Files.createDirectories(world.folder().resolve("commands/stack"));
      try (Writer file = Files.newBufferedWriter(folder.resolve("env.properties"))) {
        environment.store(file, null);
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
