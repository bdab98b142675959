package dev.tidemark.tests.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.definition.Definitions;
import dev.tidemark.tests.world.CommandFolder;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code tidemark test}: adding a folder with a case adds a test. */
@ExtendWith(SharedStack.class)
class ExamplesIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DEFINITIONS =
      Path.of(System.getProperty("tidemark.home")).resolve("table-definitions/definitions");

  /** All ten cases take minutes; two of one definition are enough to find each other's files. */
  private static final List<String> DEFINITIONS_RUN =
      Boolean.getBoolean("long") ? Definitions.builtInNames() : List.of("sales_by_hour");

  /** A line closes the hour of eight; what is expected of it is wrong in every way. */
  private static final String GIVEN =
      """
      {"quantity": 2, "invoice_time": "2026-01-20T08:05:00Z", "unit_price": 1.00, "country": "France"}
      {"quantity": 1, "invoice_time": "2026-01-20T08:06:00Z", "unit_price": 1.00, "country": "EIRE"}
      {"quantity": 1, "invoice_time": "2026-01-20T09:10:00Z", "unit_price": 1.00, "country": "EIRE"}
      {"$bytes": "00"}
      """;

  private static final String ROWS =
      """
      {"hour": "2026-01-20T08:00:00Z", "country": "France", "lines": 1, "units": 3, "revenue": 3}
      {"hour": "2026-01-20T09:00:00Z", "country": "Norway", "lines": 7, "units": 8, "revenue": 9}
      """;

  private static final String REJECTED =
      """
      {"topic": "order-lines", "line": 1, "reason": "LATE"}
      """;

  private static final String DIFFERENCE =
      """
      {
        "definition": "wrong", "case": "wrong", "status": "different",
        "rows": {
          "changed": [{
            "key": {},
            "columns": [
              {"column": "units", "expected": "3", "found": "2"},
              {"column": "revenue", "expected": "3.000", "found": "2.000"}
            ]
          }],
          "missing": [{"hour": "2026-01-20T09:00:00Z", "country": "Norway",
            "lines": "7", "units": "8", "revenue": "9.000"}],
          "unexpected": [{"hour": "2026-01-20T08:00:00Z", "country": "EIRE",
            "lines": "1", "units": "1", "revenue": "1.000"}]
        },
        "rejected": {
          "missing": [{"topic": "order-lines", "line": 1, "reason": "LATE"}],
          "unexpected": [{"topic": "order-lines", "line": 4, "reason": "NOT_WIRE_FORMAT",
            "message": "1 bytes are too short for the wire format's header of 5"}]
        }
      }
      """;

  @Test
  void examplesHoldAndOneThatDoesNotIsToldRowByRow(World world) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("test", "--json"));
    arguments.addAll(DEFINITIONS_RUN);
    arguments.add(wrong(world, GIVEN).toString());
    Launched test = launch(world, CommandFolder.of(world), "test-all", arguments);
    assertThat(test.awaitExit(PATIENCE)).as(test.toString()).isEqualTo(1);

    JsonNode result = JSON.readTree(test.out());
    assertThat(result.isObject()).as(test.toString()).isTrue();
    List<String> equal = new ArrayList<>();
    for (JsonNode one : result.path("cases")) {
      String title = one.path("definition").asText() + "/" + one.path("case").asText();
      if (title.equals("wrong/wrong")) {
        JsonNode timeless = ((ObjectNode) one).without("millis");
        assertThat(timeless).isEqualTo(JSON.readTree(DIFFERENCE));
      } else {
        assertThat(one.path("status").asText()).as("%s: %s", title, one).isEqualTo("equal");
        equal.add(title);
      }
    }
    assertThat(equal).containsExactlyInAnyOrderElementsOf(cases());
    for (String definition : DEFINITIONS_RUN) {
      assertThat(equal).anyMatch(title -> title.startsWith(definition + "/"));
    }
    assertThat(result.path("equal").asInt()).isEqualTo(equal.size());
    assertThat(result.path("different").asInt()).isEqualTo(1);
    assertThat(result.path("failed").asInt()).isZero();
    requireNothingIsLeft(world);
  }

  @Test
  void aTestThatIsEndedEarlyLeavesNothing(World world) throws Exception {
    Launched test = launch(world, CommandFolder.of(world), "test-ended", List.of("test"));
    test.awaitOutput("ok  ", PATIENCE);
    test.close();
    assertThat(test.err())
        .contains("Ended early; topics, schemas and tables of this test are removed.");
    requireNothingIsLeft(world);
  }

  @Test
  void withoutAStackATestBringsItsOwnAndEndsIt(World world) throws Exception {
    Path nothing = Files.createDirectories(world.folder().resolve("nothing")).resolve("stack");
    Launched test =
        launch(
            world, nothing, "test-alone", List.of("test", "order_lines", "--case", "cancellation"));
    assertThat(test.awaitExit(PATIENCE)).as(test.toString()).isZero();
    assertThat(test.err()).contains("No stack is running from ");
    assertThat(test.out())
        .contains("ok      order_lines/cancellation")
        .containsPattern("1 case in .*: all as expected\\.")
        .doesNotContain("\u001b");
    assertThat(test.children()).as("Kafka, registry, S3 and the job").hasSizeGreaterThan(3);
    await("the end of all that was started")
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(test.children()).noneMatch(ProcessHandle::isAlive));
    assertThat(nothing).doesNotExist();
  }

  @Test
  void anExampleThatIsNotUnderstoodStartsNothing(World world) throws Exception {
    Path folder = wrong(world, "{\"quantity\": \"two\", \"colour\": 1}\n");
    Launched test =
        launch(
            world,
            Files.createDirectories(world.folder().resolve("broken")).resolve("stack"),
            "test-broken",
            List.of("test", folder.toString(), "--json"));
    assertThat(test.awaitExit(PATIENCE)).as(test.toString()).isEqualTo(2);
    assertThat(test.out()).isEmpty();
    assertThat(test.err())
        .contains("Cannot read the examples: 5 faults.")
        .contains("order-lines.jsonl:1: found quantity \"two\", accepted is a whole number of 32")
        .contains("order-lines.jsonl:1: found \"colour\", accepted is one of quantity, ")
        .doesNotContain("\tat ");
  }

  /** The sales by hour under another name, with one case. */
  private static Path wrong(World world, String given) throws IOException {
    Path folder = Files.createDirectories(world.folder().resolve("wrong"));
    for (String file : List.of("table.yaml", "view.sql")) {
      Files.copy(DEFINITIONS.resolve("sales_by_hour").resolve(file), folder.resolve(file));
    }
    Map<String, String> files =
        Map.of(
            "given/order-lines.jsonl", given,
            "expected/rows.jsonl", ROWS,
            "expected/rejected.jsonl", REJECTED);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve("examples/wrong").resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    return folder;
  }

  private static List<String> cases() throws IOException {
    List<String> cases = new ArrayList<>();
    for (String definition : DEFINITIONS_RUN) {
      try (Stream<Path> folders = Files.list(DEFINITIONS.resolve(definition + "/examples"))) {
        folders.forEach(folder -> cases.add(definition + "/" + folder.getFileName()));
      }
    }
    return cases;
  }

  private static void requireNothingIsLeft(World world) throws Exception {
    assertThat(((SupportsNamespaces) world.catalog()).listNamespaces())
        .noneMatch(namespace -> namespace.toString().startsWith("tidemark_test"));
    HttpRequest subjects =
        HttpRequest.newBuilder(URI.create(world.stack().registryUrl() + "/subjects")).build();
    assertThat(HttpClient.newHttpClient().send(subjects, BodyHandlers.ofString()).body())
        .doesNotContain("tidemark-test");
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", world.stack().bootstrapServers()))) {
      await("the end of the test's topics")
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  admin.listTopics().names().get().stream()
                      .noneMatch(topic -> topic.startsWith("tidemark-test")));
    }
  }

  private static Launched launch(World world, Path stack, String name, List<String> arguments) {
    return world.keep(Launched.of(stack, name, arguments));
  }
}
