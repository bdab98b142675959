package dev.tidemark.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.tidemark.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema that editors take must not say other than the reader. */
class EditorSchemaTest {
  private static final Path FILE = Path.of("..", "table.schema.json");

  /** An unknown key in each kind of mapping: the reader's answer names the known ones. */
  private static final String UNKNOWN_KEYS =
      """
      table: shop.clicks
      description: Clicks.
      kind: append
      pipeline: clicks
      wrong: 1
      sources:
        - topic: clicks
          wrong: 1
          event-time: {field: at, lateness: 5 s, wrong: 1}
          fields:
            - {name: at, type: timestamptz, required: true, wrong: 1}
      columns:
        - {name: at, type: timestamptz, wrong: 1}
      freshness: {staleness: 5 s, wrong: 1}
      recovery: {horizon: 2 d, savepoints-every: 5 min, wrong: 1}
      checks:
        - {name: some-rows, rows-at-least: 1, wrong: 1}
      """;

  private static JsonSchema schema() throws IOException {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(Files.readString(FILE));
  }

  private static List<String> problems(String yaml) throws IOException {
    return schema().validate(yaml, InputFormat.YAML).stream().map(Object::toString).toList();
  }

  @ParameterizedTest
  @MethodSource("dev.tidemark.definition.Definitions#builtInNames")
  void itAcceptsEveryBuiltInDefinition(String name) throws IOException {
    Path file = BuiltInDefinitionsTest.FOLDERS.resolve(name).resolve("table.yaml");
    assertThat(problems(Files.readString(file))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "kind: append,kind: insert",
    "lateness: 5 s,lateness: 5",
    "savepoints-every: 5 min,savepoints-every: soon",
    "type: timestamptz,type: time",
    "topic: clicks,topic: 'cl/icks'",
    "table: shop.clicks,table: Clicks",
    "rows-at-least: 1,rows-at-least: -1"
  })
  void itRefusesWhatTheReaderRefuses(String good, String bad) throws IOException {
    String right = UNKNOWN_KEYS.replace(", wrong: 1", "").replaceAll("(?m)^ *wrong: 1\n", "");
    assertThat(Definitions.parse("right", right).sources()).hasSize(1);
    assertThat(problems(right)).isEmpty();
    assertThat(problems(right.replace(good, bad))).isNotEmpty();
    assertThat(readerProblems(right.replace(good, bad))).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "wrong,/properties",
    "sources[0].wrong,/$defs/source/properties",
    "sources[0].event-time.wrong,/$defs/source/properties/event-time/properties",
    "sources[0].fields[0].wrong,/$defs/field/properties",
    "columns[0].wrong,/$defs/column/properties",
    "freshness.wrong,/properties/freshness/properties",
    "recovery.wrong,/properties/recovery/properties",
    "checks[0].wrong,/$defs/check/properties"
  })
  void itHasTheKeysOfTheReader(String unknown, String properties) throws IOException {
    JsonNode keys = new ObjectMapper().readTree(FILE.toFile()).at(properties);
    var inSchema = new TreeSet<String>();
    keys.fieldNames().forEachRemaining(inSchema::add);
    String accepted =
        readerProblems(UNKNOWN_KEYS).stream()
            .filter(problem -> problem.key().equals(unknown))
            .map(Problem::accepted)
            .findFirst()
            .orElseThrow();
    assertThat(inSchema)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(accepted.replace("one of ", "").split(", ")).toList());
  }

  @Test
  void everyKeySaysWhatItIsFor() throws IOException {
    JsonNode schema = new ObjectMapper().readTree(FILE.toFile());
    for (String place : List.of("/properties", "/$defs/source/properties")) {
      schema
          .at(place)
          .properties()
          .forEach(
              key ->
                  assertThat(key.getValue().path("description").asText())
                      .as(key.getKey())
                      .isNotBlank()
                      .satisfiesAnyOf(
                          text -> assertThat(text).endsWith("."),
                          text -> assertThat(key.getKey()).isEqualTo("fields")));
    }
  }

  private static List<Problem> readerProblems(String yaml) {
    try {
      Definitions.parse("it", yaml);
      return List.of();
    } catch (InvalidDefinitionException invalid) {
      return invalid.problems();
    }
  }
}
