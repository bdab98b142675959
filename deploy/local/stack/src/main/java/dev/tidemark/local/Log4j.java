package dev.tidemark.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Logging of children: everything to standard output, which the parent directs to a file. */
final class Log4j {
  private static final String CONFIGURATION =
      """
      status = error
      appender.console.type = Console
      appender.console.name = console
      appender.console.layout.type = PatternLayout
      appender.console.layout.pattern = %d{ISO8601} %-5p [%t] %c{1.} - %m%n
      rootLogger.level = info
      rootLogger.appenderRef.console.ref = console
      """;

  private Log4j() {}

  /** Writes the configuration into the folder and returns its path. */
  static Path write(Path folder) throws IOException {
    return Files.writeString(folder.resolve("log4j2.properties"), CONFIGURATION);
  }
}
