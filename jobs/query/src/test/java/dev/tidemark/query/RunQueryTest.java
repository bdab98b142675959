package dev.tidemark.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.catalog.CatalogSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.util.SerializedThrowable;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the process of a query ends, by kind of fault. */
class RunQueryTest {
  private static final long PATIENCE_SECONDS = 180;

  @TempDir private Path folder;

  private record Ended(int code, String answer) {}

  @Test
  void eachKindOfFaultEndsItWithACodeOfItsOwn() throws Exception {
    Map<String, String> catalog = catalogWithATable();

    assertThat(ask(catalog, "SHOW TABLES FROM shop").code()).isZero();
    assertEnds(ask(catalog, "SELECT id FRM shop.spent"), 2, "Cannot understand the query at line");
    assertEnds(ask(catalog, "SELECT id FROM shop.spend"), 2, "Object 'spend'");
    assertEnds(ask(catalog, "SELECT idd FROM shop.spent"), 2, "Column 'idd' not found");
    assertEnds(ask(catalog, "DROP TABLE shop.spent"), 2, "A query only reads");
    assertEnds(
        ask(catalog, "SELECT id FROM shop.spent", "--version", "4711"),
        1,
        "None of shop.spent has version 4711");
  }

  @Test
  void aCatalogThatDoesNotAnswerEndsItWithFour() throws Exception {
    Map<String, String> catalog = Map.of("type", "rest", "uri", "http://127.0.0.1:" + unused());
    assertEnds(
        ask(catalog, "SELECT 1"), 4, "Cannot reach what this command needs", "tidemark doctor");
  }

  /** Iceberg asks storage that is silent for minutes; a job that failed so packs what it met. */
  @Test
  void silenceThatFlinkHasPackedIsFound() {
    var packed =
        new SerializedThrowable(
            new IllegalStateException("read", new ConnectException("Connection refused")));
    QueryFailure failure = SqlErrors.failed(new IllegalStateException("no next row", packed));
    assertThat(failure.kind()).isEqualTo(QueryFailure.Kind.UNREACHABLE);
    assertThat(failure).hasMessageStartingWith("Cannot reach what this command needs: read");
  }

  @Test
  void whatNobodyForesawEndsItWithFiveAndNoAnswer() throws Exception {
    Ended ended = run(List.of("--sql", "SELECT 1"));
    assertThat(ended.code()).isEqualTo(5);
    assertThat(ended.answer()).isEmpty();
  }

  private static void assertEnds(Ended ended, int code, String... sentences) {
    assertThat(ended.answer()).startsWith("{\"error\":\"").contains(sentences);
    assertThat(ended.code()).as(ended.answer()).isEqualTo(code);
  }

  private Ended ask(Map<String, String> catalog, String sql, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("--sql", sql, "--limit", "10", "--answer", answer().toString()));
    catalog.forEach((key, value) -> arguments.addAll(List.of("--catalog." + key, value)));
    arguments.addAll(List.of(more));
    return run(arguments);
  }

  /** In a process of its own: it ends the one that it is in. */
  private Ended run(List<String> arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                RunQuery.class.getName()));
    command.addAll(arguments);
    Files.deleteIfExists(answer());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    String answer = Files.exists(answer()) ? Files.readString(answer()) : "";
    return new Ended(process.exitValue(), answer);
  }

  private Path answer() {
    return folder.resolve("answer.json");
  }

  private Map<String, String> catalogWithATable() throws Exception {
    Map<String, String> properties =
        Map.of(
            "type",
            "jdbc",
            "uri",
            "jdbc:sqlite:" + folder.resolve("catalog.db"),
            "jdbc.schema-version",
            "V1",
            "warehouse",
            Files.createDirectories(folder.resolve("warehouse")).toUri().toString());
    Catalog opened = new CatalogSettings("tidemark", properties).open();
    ((SupportsNamespaces) opened).createNamespace(Namespace.of("shop"));
    opened.createTable(
        TableIdentifier.of("shop", "spent"),
        new Schema(Types.NestedField.required(1, "id", Types.LongType.get())));
    ((AutoCloseable) opened).close();
    return properties;
  }

  private static int unused() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
