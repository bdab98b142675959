package dev.tidemark.control.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.Environment;
import dev.tidemark.control.command.Tidemark;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir Path folder;
  private final CapturedConsole console = new CapturedConsole();

  @Test
  void machineWithoutAStackIsWell() {
    assertThat(doctor()).isZero();
    assertThat(console.out())
        .containsPattern("ok +JDK +\\d\\d at ")
        .containsPattern("memory +[0-9,]+ MB, \\d+ cores")
        .containsPattern("ok +stack +none runs from ");
  }

  @Test
  void whatDoesNotAnswerIsNamedWithWhatToDo() throws IOException {
    try (var silent = silent()) {
      Files.writeString(
          folder.resolve("env.properties"),
          """
          bootstrap-servers=127.0.0.1:1
          registry-url=http://127.0.0.1:%d
          catalog.type=jdbc
          catalog.uri=jdbc:sqlite:/nowhere/at/all.db
          catalog.warehouse=s3://nowhere
          """
              .formatted(silent.getLocalPort()));

      assertThat(doctor("--json")).isEqualTo(1);

      JsonNode findings = new ObjectMapper().readTree(console.out());
      assertThat(findings)
          .anySatisfy(each -> assertFails(each, "Kafka", "127.0.0.1:1 does not answer within "));
      assertThat(findings)
          .anySatisfy(
              each ->
                  assertFails(
                      each,
                      "registry",
                      "http://127.0.0.1:%d does not answer within "
                          .formatted(silent.getLocalPort())));
      assertThat(findings).anySatisfy(each -> assertFails(each, "catalog", "tidemark: "));
    }
  }

  @Test
  void aStackThatIsGoneIsSaidAndItsServicesAreNotAsked() throws IOException {
    Files.writeString(
        folder.resolve("env.properties"),
        """
        bootstrap-servers=127.0.0.1:1
        registry-url=http://127.0.0.1:1
        catalog.type=jdbc
        catalog.uri=jdbc:sqlite:/nowhere/at/all.db
        catalog.warehouse=s3://nowhere
        """);

    assertThat(doctor("--json")).isEqualTo(1);

    JsonNode findings = new ObjectMapper().readTree(console.out());
    assertThat(findings)
        .anySatisfy(
            each -> {
              assertFails(
                  each, "stack", "The stack of %s is gone: nothing listens at ".formatted(folder));
              assertThat(each.get("next").asText())
                  .isEqualTo("Start it again with `tidemark up`; its data are there.");
            });
    assertThat(findings.findValuesAsText("what")).doesNotContain("Kafka", "registry", "catalog");
  }

  @Test
  void whatToDoIsAdvisedForTheSameStackButInJson() throws IOException {
    Files.writeString(folder.resolve("env.properties"), "bootstrap-servers=127.0.0.1:1\n");

    assertThat(doctor()).isEqualTo(1);
    assertThat(console.wholeOut()).contains("`tidemark up --dir %s`".formatted(folder));

    var inJson = new CapturedConsole();
    Tidemark.run(inJson.console(), "doctor", "--json", "--dir", folder.toString());
    assertThat(inJson.wholeOut()).contains("`tidemark up`").doesNotContain("tidemark up --dir");
  }

  @Test
  @Timeout(60)
  void storageThatTakesConnectionsAndSaysNothingIsAFindingInTime() throws Exception {
    Path database = folder.resolve("catalog.db");
    try (var silent = silent();
        var catalog = new JdbcCatalog()) {
      catalog.initialize(
          "tidemark",
          Map.of(
              "uri",
              "jdbc:sqlite:" + database,
              "warehouse",
              folder.toString(),
              "jdbc.schema-version",
              "V1"));
      noteATable(database);
      Files.writeString(
          folder.resolve("env.properties"),
          """
          bootstrap-servers=no.such.invalid:9092
          catalog.name=tidemark
          catalog.type=jdbc
          catalog.uri=jdbc:sqlite:%s
          catalog.jdbc.schema-version=V1
          catalog.warehouse=s3://bucket
          catalog.io-impl=org.apache.iceberg.aws.s3.S3FileIO
          catalog.s3.endpoint=http://127.0.0.1:%d
          catalog.s3.path-style-access=true
          catalog.s3.access-key-id=a
          catalog.s3.secret-access-key=b
          catalog.client.region=us-east-1
          """
              .formatted(database, silent.getLocalPort()));

      List<Finding> findings = new ArrayList<>();
      new ThisStack(Environment.in(folder), Duration.ofSeconds(4)).look(findings::add);

      assertThat(findings)
          .contains(
              Finding.fail(
                  "catalog",
                  "tidemark does not answer within 4 s",
                  "See tidemark logs s3; tidemark up starts a stack."));
    }
  }

  /** In a catalog that has its own tables already. */
  private static void noteATable(Path database) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO iceberg_tables (catalog_name, table_namespace, table_name,"
              + " metadata_location, iceberg_type)"
              + " VALUES ('tidemark', 'shop', 'orders', 's3://bucket/m.json', 'TABLE')");
    }
  }

  /** Takes connections and never answers. */
  private static ServerSocket silent() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @Test
  void aBrokerWhoseNameIsUnknownIsAFinding() throws IOException {
    Files.writeString(folder.resolve("env.properties"), "bootstrap-servers=no.such.invalid:9092\n");

    assertThat(doctor("--json")).isEqualTo(1);

    assertThat(new ObjectMapper().readTree(console.out()))
        .anySatisfy(
            each -> {
              assertFails(each, "Kafka", "no.such.invalid:9092: No resolvable bootstrap urls");
            });
  }

  @Test
  void tooOldAJdkFails() {
    Finding finding = ThisMachine.jdk(11, "somewhere");

    assertThat(finding.verdict()).isEqualTo(Finding.Verdict.FAIL);
    assertThat(finding.next()).contains("JDK 17");
  }

  private static void assertFails(JsonNode finding, String what, String found) {
    assertThat(finding.get("what").asText()).isEqualTo(what);
    assertThat(finding.get("verdict").asText()).isEqualTo("fail");
    assertThat(finding.get("found").asText()).startsWith(found);
  }

  private int doctor(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "doctor";
    all[1] = "--dir";
    all[2] = folder.toString();
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return Tidemark.run(console.console(), all);
  }
}
