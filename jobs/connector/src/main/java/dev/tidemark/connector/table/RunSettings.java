package dev.tidemark.connector.table;

import dev.tidemark.catalog.CatalogSettings;
import dev.tidemark.connector.plan.Pace;
import dev.tidemark.connector.plan.PaceSettings;
import dev.tidemark.connector.sink.RunStart;
import dev.tidemark.lineage.Exclusion;
import dev.tidemark.lineage.Exclusions;
import dev.tidemark.lineage.TidemarkFormatException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.jspecify.annotations.Nullable;

/**
 * Which run a statement is, and where its Kafka, registry and catalog are. The run is a setting of
 * the session ({@code SET 'tidemark.run' = 'r1'}): one id for all tables of a statement, and none
 * in a compiled plan, which every run of a definition shares. Addresses may be settings too ({@code
 * tidemark.kafka.bootstrap.servers}, {@code tidemark.registry-url}, {@code tidemark.catalog.uri},
 * …) or stand at a table without the prefix; given in both places they must be equal.
 */
final class RunSettings {
  private static final String PREFIX = "tidemark.";
  private static final ConfigOption<String> RUN =
      ConfigOptions.key(PREFIX + "run").stringType().noDefaultValue();

  /** Set by the runner of definitions, whose fingerprint it is, when it has started the run. */
  private static final ConfigOption<String> DEFINITION =
      ConfigOptions.key(PREFIX + "definition").stringType().noDefaultValue();

  private static final ConfigOption<Boolean> LEAD =
      ConfigOptions.key(PREFIX + "lead").booleanType().noDefaultValue();

  private static final ConfigOption<String> EXCLUSIONS =
      ConfigOptions.key(PREFIX + "exclusions").stringType().noDefaultValue();

  private final Map<String, String> table;
  private final ReadableConfig session;
  private final Problems problems;

  /**
   * @param table the options of the table, as they were written
   */
  RunSettings(Map<String, String> table, ReadableConfig session, Problems problems) {
    this.table = table;
    this.session = session;
    this.problems = problems;
  }

  /** Empty, and a problem, if there is none. */
  String run() {
    Optional<String> run = session.getOptional(RUN);
    if (run.isEmpty()) {
      problems.add(
          "tidemark.run is not set. Name the run: SET 'tidemark.run' = 'r1'; a restart keeps the id,"
              + " a replay takes another.");
    }
    return run.orElse("");
  }

  /** The fingerprint that tidemarks name; empty if it is the planned statement's own. */
  Optional<String> definition() {
    return session.getOptional(DEFINITION);
  }

  RunStart start() {
    if (definition().isPresent()) {
      return RunStart.PREPARED;
    }
    return session
        .getOptional(LEAD)
        .map(lead -> lead ? RunStart.LEAD : RunStart.BESIDE)
        .orElse(RunStart.LEAD_IF_FIRST);
  }

  /** Offsets that are left out, as the ledger of the table writes them. */
  List<Exclusion> exclusions() {
    String text = session.getOptional(EXCLUSIONS).orElse("");
    try {
      return Exclusions.parse(EXCLUSIONS.key(), text);
    } catch (TidemarkFormatException unreadable) {
      problems.add("%s", unreadable.getMessage());
      return List.of();
    }
  }

  /** Of a replay that the runner of definitions has started; empty for any other run. */
  Optional<Pace> pace() {
    Map<String, String> pace =
        session
            .getOptional(ConfigOptions.key(PREFIX + "pace").mapType().noDefaultValue())
            .orElse(Map.of());
    return pace.isEmpty()
        ? Optional.empty()
        : catalog().map(catalog -> PaceSettings.read(pace, catalog));
  }

  /** Consumer properties. */
  Map<String, String> kafka() {
    Map<String, String> kafka = map("kafka");
    if (!kafka.containsKey("bootstrap.servers")) {
      problems.add(
          "kafka.bootstrap.servers is missing. Give it at the table, or for all tables: SET"
              + " 'tidemark.kafka.bootstrap.servers' = 'host:port'.");
    }
    return kafka;
  }

  String registryUrl() {
    String key = TableOptions.REGISTRY_URL.key();
    Optional<String> url =
        one(
            key,
            table.get(key),
            session.getOptional(ConfigOptions.key(PREFIX + key).stringType().noDefaultValue()));
    if (url.isEmpty()) {
      problems.add(
          "registry-url is missing. Give it at the table, or for all tables: SET"
              + " 'tidemark.registry-url' = 'http://host:8081'.");
    }
    return url.orElse("");
  }

  /** Empty if it cannot be used; the problems say why. */
  Optional<CatalogSettings> catalog() {
    Map<String, String> properties = map("catalog");
    String name = Optional.ofNullable(properties.remove("name")).orElse("tidemark");
    if (properties.isEmpty()) {
      problems.add(
          "catalog.type (or catalog.catalog-impl) and its properties are missing. Give any property"
              + " of an Iceberg catalog at the table, or for all tables: SET 'tidemark.catalog.type'"
              + " = 'rest'.");
      return Optional.empty();
    }
    try {
      return Optional.of(new CatalogSettings(name, properties));
    } catch (IllegalArgumentException unfit) {
      problems.add("catalog: %s", unfit.getMessage());
      return Optional.empty();
    }
  }

  private Map<String, String> map(String key) {
    Map<String, String> all =
        new HashMap<>(
            session
                .getOptional(ConfigOptions.key(PREFIX + key).mapType().noDefaultValue())
                .orElse(Map.of()));
    String prefix = key + ".";
    table.forEach(
        (option, value) -> {
          if (option.startsWith(prefix)) {
            String property = option.substring(prefix.length());
            one(option, value, Optional.ofNullable(all.get(property)));
            all.put(property, value);
          }
        });
    return all;
  }

  private Optional<String> one(String key, @Nullable String atTable, Optional<String> ofSession) {
    if (atTable != null && ofSession.isPresent() && !atTable.equals(ofSession.get())) {
      // No values: some are passwords.
      problems.add(
          "%s is given at the table and as tidemark.%s, and they differ. Give it in one place.",
          key, key);
    }
    return atTable == null ? ofSession : Optional.of(atTable);
  }
}
