package dev.tidemark.bench.sql;

import dev.tidemark.bench.job.JobPlace;
import dev.tidemark.bench.job.Side;
import dev.tidemark.checkpoint.CheckpointProfile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The SQL that a side's job executes: settings, tables, one INSERT. */
final class Script {
  private static final String PARALLELISM = "2";

  private Script() {}

  /**
   * @param folder of the job, where its checkpoints go
   */
  static String of(JobPlace place, Side side, Statement statement, Names names, Path folder)
      throws IOException {
    Map<String, String> values = new TreeMap<>();
    values.put("servers", place.servers());
    values.put("registry", place.registryUrl());
    values.put("catalog-settings", lines(place.catalog(), "SET 'tidemark.catalog.%s' = '%s';", ""));
    values.put("catalog-options", lines(place.catalog(), "  '%s' = '%s'", ","));
    values.put("events", names.topics().events());
    values.put("accounts", names.topics().accounts());
    values.put("table", names.table());
    values.put("upsert", Boolean.toString(statement != Statement.APPEND));
    values.put("columns", read(statement.id() + ".columns.sql").stripTrailing());
    values.put("query", read(statement.id() + ".query.sql").stripTrailing());
    String script = read(side.id() + ".sql");
    for (Map.Entry<String, String> value : values.entrySet()) {
      script = script.replace("${" + value.getKey() + "}", value.getValue());
    }
    return lines(settings(folder), "SET '%s' = '%s';", "") + "\n" + script;
  }

  /**
   * What one trial reads and writes.
   *
   * @param table {@code namespace.table}
   */
  record Names(Topics topics, String table) {}

  /** The same for both sides, and as a run of a definition has them. */
  private static Map<String, String> settings(Path folder) {
    Map<String, String> settings = new TreeMap<>(CheckpointProfile.SECOND.configuration().toMap());
    // A side that fails shall be seen at once and not restarted until patience ends.
    settings.keySet().removeIf(key -> key.startsWith("restart-strategy"));
    settings.put("restart-strategy.type", "none");
    settings.put("execution.checkpointing.dir", folder.resolve("checkpoints").toUri().toString());
    settings.put("parallelism.default", PARALLELISM);
    settings.put("rest.bind-address", "127.0.0.1");
    settings.put("table.local-time-zone", "UTC");
    return settings;
  }

  private static String lines(Map<String, String> values, String format, String separator) {
    return values.entrySet().stream()
        .map(entry -> format.formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(separator + "\n"));
  }

  private static String read(String name) throws IOException {
    try (InputStream in = Script.class.getResourceAsStream("/bench/sql/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
