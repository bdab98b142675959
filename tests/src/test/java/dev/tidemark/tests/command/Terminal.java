package dev.tidemark.tests.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.tests.document.Runbook;
import dev.tidemark.tests.world.Topics;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** Where {@code ./tidemark} is typed, for one stack; ends what it started. */
final class Terminal implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Path folder;
  private final List<Launched> launched = new ArrayList<>();

  /**
   * @param folder for the stack and for what commands print
   */
  Terminal(Path folder) {
    this.folder = folder;
  }

  Path stack() {
    return folder.resolve("stack");
  }

  /** Runs a command to its end, which must be good. */
  Launched done(String... arguments) {
    Launched command = launch(arguments);
    assertThat(command.awaitExit(PATIENCE)).as(command.toString()).isZero();
    return command;
  }

  /** Runs a runbook's command that begins so; see {@link Runbook#arguments}. */
  Launched done(Runbook page, String begin, Map<String, String> values) {
    return done(page.arguments(begin, values).toArray(String[]::new));
  }

  /** Starts a runbook's command that begins so. */
  Launched launch(Runbook page, String begin, Map<String, String> values) {
    return launch(page.arguments(begin, values).toArray(String[]::new));
  }

  /** Starts a command. */
  Launched launch(String... arguments) {
    String name = "%02d-%s".formatted(launched.size(), arguments[0]);
    Launched command = Launched.of(stack(), name, List.of(arguments));
    launched.add(command);
    return command;
  }

  /** The topics of the stack's broker. */
  Topics topics() throws IOException {
    return new Topics(bootstrapServers());
  }

  String bootstrapServers() throws IOException {
    return environment().getProperty("bootstrap-servers");
  }

  private Properties environment() throws IOException {
    Properties environment = new Properties();
    try (Reader reader = Files.newBufferedReader(stack().resolve("env.properties"))) {
      environment.load(reader);
    }
    return environment;
  }

  /** The catalog that every other command finds in the stack's folder. */
  JdbcCatalog catalog() throws IOException {
    Properties environment = environment();
    Map<String, String> catalog = new HashMap<>();
    environment.forEach(
        (key, value) -> {
          if (key.toString().startsWith("catalog.")) {
            catalog.put(key.toString().substring("catalog.".length()), value.toString());
          }
        });
    return open(catalog);
  }

  static JdbcCatalog open(Map<String, String> properties) {
    return (JdbcCatalog) CatalogUtil.buildIcebergCatalog("tidemark", properties, null);
  }

  @Override
  public void close() {
    for (int i = launched.size() - 1; i >= 0; i--) {
      launched.get(i).close();
    }
  }
}
