package dev.tidemark.bench.replay;

import dev.tidemark.bench.events.Feed;
import dev.tidemark.lineage.LiveTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;

/**
 * Where the parts of the benchmark work: a stack that commands find, and its topics and tables.
 *
 * @param folder of definitions and of what commands say
 */
public record ReplayPlace(Path folder, Commands commands, Feed feed, Catalog catalog) {

  /** Writes the definition of a table of all events of a topic; returns its folder. */
  Path define(String table, String topic) throws IOException {
    Path definition = Files.createDirectories(folder.resolve("definitions").resolve(table));
    for (String file : new String[] {"table.yaml", "view.sql"}) {
      try (InputStream in = getClass().getResourceAsStream("/bench/replay/" + file)) {
        String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        Files.writeString(
            definition.resolve(file),
            text.replace("${table}", "bench." + table).replace("${topic}", topic));
      }
    }
    return definition;
  }

  /** A new file for what a command says. */
  Path output(String name) throws IOException {
    return Files.createTempFile(Files.createDirectories(folder.resolve("said")), name, ".out");
  }

  /** The table, once it is there. */
  Table awaitTable(TypedRun run, String table) throws InterruptedException {
    while (true) {
      run.failIfDead();
      try {
        return catalog.loadTable(name(table));
      } catch (NoSuchTableException notYet) {
        Thread.sleep(50);
      }
    }
  }

  LiveTable liveTable(String table) {
    return LiveTable.open(catalog, name(table));
  }

  static TableIdentifier name(String table) {
    return TableIdentifier.of("bench", table);
  }
}
