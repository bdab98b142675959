package dev.tidemark.control;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where things run: Kafka, registry, catalog and Flink, as a file of properties that whoever starts
 * a stack writes and every other command reads.
 *
 * <p>Keys: {@code bootstrap-servers}, {@code registry-url}, {@code catalog.name}, {@code catalog.*}
 * as Iceberg's own properties, {@code kafka.*} for every Kafka client, {@code flink.rest-url} of a
 * session cluster, {@code storage.*} for the checkpoints of local jobs.
 */
public final class Environment {
  public static final String FILE = "env.properties";
  private static final String CATALOG = "catalog.";
  private final Path folder;
  private final Map<String, String> values;
  private final @Nullable Profile profile;

  private Environment(Path folder, Map<String, String> values, @Nullable Profile profile) {
    this.folder = folder;
    this.values = Map.copyOf(values);
    this.profile = profile;
  }

  /** What a profile says that names a stack of its own. */
  static Environment of(Profile profile, Path folder) {
    return new Environment(folder, profile.values(), profile);
  }

  /** What the folder's file says; an environment without values if there is no file. */
  public static Environment in(Path folder) {
    Path file = folder.resolve(FILE);
    var properties = new Properties();
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (IOException unreadable) {
        throw new CommandFailure(
            "Cannot read %s: %s. Check its permissions.".formatted(file, unreadable.getMessage()),
            unreadable);
      }
    }
    var values = new TreeMap<String, String>();
    properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
    return new Environment(folder, values, null);
  }

  /** The same with more values, which go before its own. */
  Environment and(Map<String, String> more) {
    var all = new TreeMap<>(values);
    all.putAll(more);
    return new Environment(folder, all, profile);
  }

  /** An environment without values. */
  static Environment nothing(Path folder) {
    return new Environment(folder, Map.of(), null);
  }

  /** Writes the file whole or not at all, so that a reader never sees half of it. */
  public static Environment write(Path folder, Map<String, String> values) {
    var properties = new Properties();
    properties.putAll(values);
    try {
      Files.createDirectories(folder);
      Path half = Files.createTempFile(folder, FILE, ".new");
      try (Writer writer = Files.newBufferedWriter(half)) {
        properties.store(writer, "Written by tidemark. Addresses of the running stack.");
      }
      Files.move(
          half,
          folder.resolve(FILE),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException unwritable) {
      throw new CommandFailure(
          "Cannot write %s: %s. Check the folder and its permissions."
              .formatted(folder.resolve(FILE), unwritable.getMessage()),
          unwritable);
    }
    return new Environment(folder, values, null);
  }

  /** Removes the file: nothing runs any more. */
  public static void clear(Path folder) {
    try {
      Files.deleteIfExists(folder.resolve(FILE));
    } catch (IOException stays) {
      throw new CommandFailure(
          "Cannot delete %s: %s. Delete it by hand, since it names a stack that is gone."
              .formatted(folder.resolve(FILE), stays.getMessage()),
          stays);
    }
  }

  public Path folder() {
    return folder;
  }

  public Optional<String> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /**
   * A value that the command cannot do without.
   *
   * @throws CommandFailure that says where it could come from
   */
  public String require(String key) {
    return require(key, "");
  }

  /**
   * The same.
   *
   * @param otherwise how else this command can be told, as the end of a sentence
   */
  public String require(String key, String otherwise) {
    return get(key)
        .orElseThrow(
            () ->
                CommandFailure.unreachable(
                    "Nothing says %s: %s. %s%s."
                        .formatted(key, nothing(), remedy(key), otherwise)));
  }

  public String catalogName() {
    return get(CATALOG + "name").orElse("tidemark");
  }

  /**
   * Iceberg's properties of the catalog.
   *
   * @throws CommandFailure if none are known
   */
  public Map<String, String> catalog() {
    Map<String, String> catalog = under(CATALOG);
    catalog.remove("name");
    if (catalog.isEmpty()) {
      throw CommandFailure.unreachable(
          "Nothing says where the catalog is: %s. %s.".formatted(nothing(), remedy("catalog")));
    }
    return catalog;
  }

  private String nothing() {
    return profile == null
        ? "no stack is running from " + folder
        : profile.title() + " does not name it";
  }

  private String remedy(String key) {
    return profile == null
        ? "Start one with `tidemark up`, or name your own in a profile (docs/configuration.md)"
        : "Write %s there".formatted(key);
  }

  /** Settings of a Kafka client. */
  public Map<String, Object> kafka() {
    return kafka(require("bootstrap-servers"));
  }

  /** The same for a Kafka that somebody names. */
  public Map<String, Object> kafka(String servers) {
    Map<String, Object> settings = new TreeMap<>(under("kafka."));
    settings.put("bootstrap.servers", servers);
    return settings;
  }

  /** Who names the addresses, for sentences about them. */
  String namedBy() {
    return profile == null ? folder.resolve(FILE).toString() : profile.title();
  }

  /** Whether they are those of a stack that {@code tidemark up} starts. */
  public boolean isOwnStack() {
    return profile == null;
  }

  /** The values whose keys start with this, without it; a new map. */
  public Map<String, String> under(String prefix) {
    var under = new TreeMap<String, String>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            under.put(key.substring(prefix.length()), value);
          }
        });
    return under;
  }
}
