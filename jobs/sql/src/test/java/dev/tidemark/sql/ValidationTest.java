package dev.tidemark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.tidemark.connector.plan.RunRefusedException;
import dev.tidemark.definition.Definitions;
import dev.tidemark.sql.Validation.Outcome;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of definitions that nobody runs. */
class ValidationTest {
  private static final String YAML =
      """
      table: shop.lines
      description: Orders.
      kind: upsert
      primary-key: [id]
      sources:
        - topic: orders
          fields:
            - {name: id, type: string, required: true}
            - {name: note, type: string}
            - {name: amount, type: double, required: true}
      columns:
        - {name: id, type: string, required: true}
        - {name: amount, type: double}
      """;

  @TempDir private Path folder;

  private Validation validate(String yaml, String sql) throws Exception {
    Files.writeString(folder.resolve("table.yaml"), yaml);
    Files.writeString(folder.resolve("view.sql"), sql);
    return Validation.of(folder.toString(), null);
  }

  private static int exitCode(Validation validation) {
    return new ValidationReport(List.of(validation)).exitCode();
  }

  @Test
  void theBuiltInDefinitionsAreFine() throws Exception {
    Validation sales = Validation.of("sales_by_hour", null);
    assertThat(sales.outcome()).isEqualTo(Outcome.FINE);
    assertThat(sales.replay()).isEqualTo("watermark");
    assertThat(sales.because()).isNotEmpty();
    assertThat(exitCode(sales)).isZero();
  }

  @Test
  void rowsThatReplaceEachOtherByArrivalAreRefusedWithThePlan() throws Exception {
    Validation validation = validate(YAML, "SELECT id, amount FROM orders");
    assertThat(validation.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(validation.problems().toString())
        .contains("one by one from a topic without one")
        .contains("TableSourceScan(table=");
    assertThat(exitCode(validation)).isEqualTo(1);
  }

  @Test
  void aKeyThatDoesNotHoldTheQuerysIsRefusedWithThePlan() throws Exception {
    String yaml =
        YAML.replace(
            "- {name: note, type: string}", "- {name: note, type: string, required: true}");
    Validation validation =
        validate(yaml, "SELECT note AS id, MAX(amount) AS amount FROM orders GROUP BY note, id");
    assertThat(validation.problems().toString())
        .contains("does not hold the key by which the query updates rows")
        .contains("GroupAggregate(groupBy=[note, id]");
  }

  @Test
  void everyExpressionThatCannotBeRepeatedIsNamed() throws Exception {
    Validation validation =
        validate(YAML, "SELECT id, SUM(amount) + RAND() AS amount FROM orders GROUP BY id");
    assertThat(validation.replay()).isEqualTo("refused");
    assertThat(validation.problems().toString())
        .contains("SUM over DOUBLE rounds differently in each order of arrival. Cast to DECIMAL")
        .contains("RAND() is drawn anew");
  }

  @Test
  void whatCannotBeReadHasAPlaceAndAnotherExitCode() throws Exception {
    Validation sql = validate(YAML, "SELECT id,\n  amont AS amount FROM orders");
    assertThat(sql.outcome()).isEqualTo(Outcome.NOT_UNDERSTOOD);
    assertThat(sql.problems().get(0).toString()).startsWith("view.sql:2:3: Column 'amont'");
    assertThat(exitCode(sql)).isEqualTo(2);
    Validation yaml = validate(YAML.replace("upsert", "insert"), "SELECT id, amount FROM orders");
    assertThat(yaml.problems().get(0).toString()).startsWith("table.yaml:3:7: kind: found");
    assertThat(exitCode(yaml)).isEqualTo(2);
  }

  @Test
  void programsGetTheSameAsJson() throws Exception {
    Validation validation = validate(YAML, "SELECT id,\n  amont AS amount FROM orders");
    var json = new ObjectMapper().readTree(new ValidationReport(List.of(validation)).json()).get(0);
    assertThat(json.at("/outcome").asText()).isEqualTo("not-understood");
    assertThat(json.at("/problems/0/line").asInt()).isEqualTo(2);
    assertThat(json.at("/problems/0/file").asText()).isEqualTo("view.sql");
  }

  @Test
  void aFieldThatTheNewestSchemaLacksIsNamedWithItsSource() throws Exception {
    String schema =
        "{\"type\":\"record\",\"name\":\"Order\",\"fields\":[{\"name\":\"id\",\"type\":\"string\"}]}";
    HttpServer registry =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    registry.createContext(
        "/subjects/orders-value/versions/latest",
        exchange -> {
          byte[] body =
              new ObjectMapper()
                  .writeValueAsString(Map.of("schema", schema))
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    registry.start();
    try {
      validate(YAML, "SELECT id, MAX(amount) AS amount FROM orders GROUP BY id");
      var schemas = new RegisteredSchemas("http://127.0.0.1:" + registry.getAddress().getPort());
      Validation validation = Validation.of(folder.toString(), schemas);
      assertThat(validation.outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(validation.problems().toString())
          .contains(
              "The source orders has no field amount in its newest schema Order; it has [id].");
      assertThat(validation.notes().toString()).contains("has no field note");
      assertThatThrownBy(() -> schemas.require(Definitions.named(folder.toString()), "r1"))
          .isInstanceOf(RunRefusedException.class)
          .hasMessage(
              "Run r1 of shop.lines would reject all new events: The source orders has no field amount in its newest schema Order; it has [id]. Correct the field, or let producers send it.");
    } finally {
      registry.stop(0);
    }
  }
}
