package dev.tidemark.definition;

import dev.tidemark.yaml.YamlDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads definitions, from folders or from those that travel with the code. */
public final class Definitions {
  private static final String FILE = "table.yaml";
  private static final String VIEW = "view.sql";
  private static final String TABLE = "table:";

  private Definitions() {}

  /** Names of the definitions that travel with the code. */
  public static List<String> builtInNames() {
    return resource("definitions/index.txt").lines().filter(line -> !line.isBlank()).toList();
  }

  /**
   * A definition that travels with the code.
   *
   * @throws InvalidDefinitionException if there is none of this name
   */
  public static TableDefinition builtIn(String name) {
    if (!builtInNames().contains(name)) {
      throw new InvalidDefinitionException(
          "There is no built-in definition \"%s\". Use one of %s, or a folder with a %s."
              .formatted(name, String.join(", ", builtInNames()), FILE));
    }
    String folder = "definitions/" + name + "/";
    boolean hasView = Definitions.class.getClassLoader().getResource(folder + VIEW) != null;
    return parse(name, resource(folder + FILE), hasView ? resource(folder + VIEW) : null);
  }

  /**
   * The table of a definition that travels with the code, taken from its one line: who needs no
   * more need not wait until the whole definition is read and checked.
   */
  public static TableName builtInTable(String name) {
    return resource("definitions/" + name + "/" + FILE)
        .lines()
        .filter(line -> line.startsWith(TABLE))
        .map(line -> TableName.parse(line.substring(TABLE.length()).strip()))
        .findFirst()
        .orElseGet(() -> builtIn(name).name());
  }

  /**
   * A definition from a folder that holds a {@code table.yaml}, or from such a file itself; with
   * the {@code view.sql} beside it, if there is one.
   *
   * @throws InvalidDefinitionException if there is none, or it has problems
   */
  public static TableDefinition read(Path folderOrYaml) {
    Path file = find(folderOrYaml);
    try {
      Path view = file.resolveSibling(VIEW);
      return parse(
          file.toString(),
          Files.readString(file),
          Files.isRegularFile(view) ? Files.readString(view) : null);
    } catch (IOException unreadable) {
      throw new InvalidDefinitionException(
          "Cannot read the definition %s as UTF-8 text: %s. Check the file and its permissions."
              .formatted(file, unreadable));
    }
  }

  /**
   * The {@code table.yaml} that {@link #read} reads.
   *
   * @throws InvalidDefinitionException if there is none
   */
  public static Path find(Path folderOrYaml) {
    Path file = Files.isDirectory(folderOrYaml) ? folderOrYaml.resolve(FILE) : folderOrYaml;
    if (!Files.isRegularFile(file)) {
      throw new InvalidDefinitionException(
          "There is no definition at %s. Use a folder with a %s, or one of %s."
              .formatted(folderOrYaml, FILE, String.join(", ", builtInNames())));
    }
    return file;
  }

  /** The built-in definition of this name, else what {@link #read} finds at this path. */
  public static TableDefinition named(String nameOrPath) {
    return builtInNames().contains(nameOrPath) ? builtIn(nameOrPath) : read(Path.of(nameOrPath));
  }

  /**
   * A definition from its text.
   *
   * @param origin how problems name it
   * @throws InvalidDefinitionException with all the problems
   */
  public static TableDefinition parse(String origin, String yaml) {
    return parse(origin, yaml, null);
  }

  /**
   * The same with a query.
   *
   * @param sql text of {@code view.sql}; null if a pipeline makes the rows
   */
  public static TableDefinition parse(String origin, String yaml, @Nullable String sql) {
    var document = YamlDocument.of(yaml);
    if (!document.isReadable()) {
      throw new InvalidDefinitionException(origin, document.problems());
    }
    TableDefinition definition = new DefinitionReader(document, sql).read();
    if (!document.problems().isEmpty()) {
      throw new InvalidDefinitionException(origin, document.problems());
    }
    return definition;
  }

  private static String resource(String path) {
    try (InputStream in = Definitions.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException(
            path + " is not on the class path. Rebuild tidemark-definition-model.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
