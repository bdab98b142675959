package dev.tidemark.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Makes {@code docs/definitions-reference.md} of the editors' schema and of the definitions that
 * travel with the code. {@code -Dreference.write=true} writes it instead of comparing.
 */
class DefinitionsReferenceTest {
  private static final Path FILE = Path.of("..", "..", "docs", "definitions-reference.md");

  private static final String HEAD =
      """
      # Definitions reference

      Made by `DefinitionsReferenceTest` of `table-definitions/table.schema.json` and `table-definitions/definitions/`; do not edit it. What the
      keys are for: [definitions](definitions.md).
      """;

  private static final Map<String, String> MAPPINGS =
      Map.of(
          "", "`table.yaml`",
          "source", "An element of `sources`",
          "field", "An element of `fields` or `key-fields`",
          "column", "An element of `columns`",
          "check", "An element of `checks`");

  private final StringBuilder text = new StringBuilder(HEAD);

  @Test
  void theReferenceSaysWhatSchemaAndDefinitionsSay() throws IOException {
    JsonNode schema =
        new ObjectMapper().readTree(Files.readString(Path.of("..", "table.schema.json")));
    text.append("\n## Keys\n\nRequired keys are **bold**.\n");
    mapping("", schema);
    for (String name : List.of("source", "field", "column", "check")) {
      mapping(name, schema.path("$defs").path(name));
    }
    line("%n### Values%n%n| value | is |%n|---|---|");
    line("| name | lower-case letters, digits and `_`, a letter first |");
    line("| yes-no | `true` or `false` |");
    for (String name : List.of("duration", "type")) {
      JsonNode value = schema.path("$defs").path(name);
      String choices = value.has("anyOf") ? value(value.at("/anyOf/0")) + ", `decimal(p,s)`. " : "";
      line("| %s | %s%s |", name, choices, meaning(value));
    }
    text.append("\n## Tables of this project\n");
    Definitions.builtInNames().forEach(name -> table(Definitions.builtIn(name)));
    if (Boolean.getBoolean("reference.write")) {
      Files.writeString(FILE, text);
    }
    assertThat(Files.readString(FILE))
        .as("Run this test with -Dreference.write=true after a change")
        .isEqualTo(text.toString());
  }

  private void mapping(String name, JsonNode schema) {
    line("%n### %s%n", MAPPINGS.get(name));
    if (!name.isEmpty() && schema.has("description")) {
      line("%s%n", schema.path("description").asText());
    }
    line("| key | value | means |");
    line("|---|---|---|");
    keys("", schema);
  }

  private void keys(String prefix, JsonNode schema) {
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(key -> required.add(key.asText()));
    schema
        .path("properties")
        .properties()
        .forEach(
            entry -> {
              String key = prefix + entry.getKey();
              JsonNode value = entry.getValue();
              line(
                  "| %s | %s | %s |",
                  required.contains(entry.getKey()) ? "**`" + key + "`**" : "`" + key + "`",
                  value(value),
                  meaning(value));
              keys(key + ".", value);
            });
  }

  private static String value(JsonNode value) {
    if (value.has("$ref")) {
      return value.path("$ref").asText().replaceFirst(".*/", "");
    }
    if (value.has("enum")) {
      List<String> choices = new ArrayList<>();
      value
          .path("enum")
          .forEach(
              choice -> {
                if (!choices.contains("`" + choice.asText() + "`")) {
                  choices.add("`" + choice.asText() + "`");
                }
              });
      return String.join(", ", choices);
    }
    if (value.path("type").asText().equals("array")) {
      return "list of " + value(value.path("items"));
    }
    return switch (value.path("type").asText()) {
      case "object" -> "keys below";
      case "string" -> "text";
      case "integer" -> "whole number";
      default -> value.path("type").asText();
    };
  }

  private static String meaning(JsonNode value) {
    String meaning = value.path("description").asText();
    return value.has("default")
        ? "%s Default `%s`.".formatted(meaning, value.path("default").asText())
        : meaning;
  }

  private void table(TableDefinition table) {
    line("%n### %s%n", table.name());
    line("%s%n", table.description());
    line(
        "%s%s; made by %s.",
        table.kind().name().toLowerCase(Locale.ROOT),
        table.primaryKey().isEmpty() ? "" : " by " + code(table.primaryKey()),
        table.isSql() ? "`view.sql`" : "the pipeline `" + table.pipeline() + "`");
    table.sources().forEach(this::source);
    line("%n| column | type | |");
    line("|---|---|---|");
    table
        .columns()
        .forEach(
            column ->
                line(
                    "| `%s` | %s%s | %s |",
                    column.name(),
                    column.type().text(),
                    column.required() ? ", never null" : "",
                    column.doc()));
  }

  private void source(Source source) {
    line(
        "Reads `%s`%s: %s.",
        source.topic(),
        source.tombstones() ? ", deletes honoured" : "",
        code(source.fields().stream().map(Field::name).toList()));
  }

  private static String code(List<String> names) {
    return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }

  private void line(String format, Object... values) {
    text.append(format.formatted(values)).append('\n');
  }
}
