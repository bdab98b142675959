package dev.tidemark.tests.trino;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.local.ChildJvm;
import dev.tidemark.local.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A Trino of one node, asked by its client protocol. */
final class TrinoServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration READY_WITHIN = Duration.ofMinutes(5);

  private final HttpClient http = HttpClient.newHttpClient();
  private final ChildProcess process;
  private final URI address;

  private TrinoServer(ChildProcess process, URI address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts it, and returns when it answers.
   *
   * @param home with {@code lib} and {@code plugin}
   * @param jdk 22 or newer
   * @param catalog what its file {@code tidemark.properties} says
   */
  static TrinoServer start(Path home, Path jdk, Path folder, String catalog) throws IOException {
    int port = freePort();
    URI address = URI.create("http://127.0.0.1:" + port);
    Path catalogs = Files.createDirectories(folder.resolve("catalog"));
    Files.writeString(catalogs.resolve("tidemark.properties"), catalog);
    Path config = folder.resolve("config.properties");
    Files.write(config, config(home, catalogs, address));
    ChildProcess process =
        ChildJvm.builder("Trino")
            .java(jdk)
            .classpath(List.of(home.resolve("lib/*")))
            .mainClass("io.trino.server.TrinoServer")
            .systemProperty("config", config.toString())
            .systemProperty("node.environment", "tests")
            .systemProperty("node.id", "tests")
            .systemProperty("node.data-dir", folder.resolve("data").toString())
            .systemProperty("jdk.attach.allowAttachSelf", "true")
            .jvmArgs("-XX:+UseG1GC", "-XX:TieredStopAtLevel=1")
            .jvmArgs("--add-opens=java.base/java.nio=ALL-UNNAMED")
            .jvmArgs("--enable-native-access=ALL-UNNAMED", "--add-modules=jdk.incubator.vector")
            .heap("800m")
            .logFile(folder.resolve("trino.log"))
            .start();
    var server = new TrinoServer(process, address);
    try {
      server.awaitReady();
      return server;
    } catch (RuntimeException | Error notReady) {
      server.close();
      throw notReady;
    }
  }

  private static List<String> config(Path home, Path catalogs, URI address) {
    return List.of(
        "coordinator=true",
        "node-scheduler.include-coordinator=true",
        "node.bind-ip=127.0.0.1",
        "node.internal-address=127.0.0.1",
        "http-server.http.port=" + address.getPort(),
        "discovery.uri=" + address,
        "plugin.dir=" + home.resolve("plugin"),
        "catalog.config-dir=" + catalogs,
        "query.max-memory=200MB",
        "query.max-memory-per-node=200MB",
        "memory.heap-headroom-per-node=200MB");
  }

  private void awaitReady() {
    await("Trino's start")
        .atMost(READY_WITHIN)
        .pollInterval(Duration.ofMillis(200))
        .failFast("Trino has ended", () -> !process.isAlive())
        .ignoreExceptions()
        .until(() -> get(address.resolve("/v1/info")).path("starting").asText().equals("false"));
  }

  /**
   * The rows of a statement, each by its columns' names.
   *
   * @throws IllegalStateException with Trino's message if it fails
   */
  List<JsonNode> ask(String sql) throws IOException {
    JsonNode page =
        send(
            HttpRequest.newBuilder(address.resolve("/v1/statement"))
                .POST(HttpRequest.BodyPublishers.ofString(sql)));
    List<JsonNode> rows = new ArrayList<>();
    while (true) {
      if (page.has("error")) {
        throw new IllegalStateException(sql + ": " + page.at("/error/message").asText());
      }
      for (JsonNode values : page.path("data")) {
        rows.add(row(page.path("columns"), values));
      }
      if (!page.has("nextUri")) {
        return rows;
      }
      page = get(URI.create(page.path("nextUri").asText()));
    }
  }

  private static JsonNode row(JsonNode columns, JsonNode values) {
    ObjectNode row = JSON.createObjectNode();
    for (int i = 0; i < columns.size(); i++) {
      row.set(columns.get(i).path("name").asText(), values.get(i));
    }
    return row;
  }

  private JsonNode get(URI uri) throws IOException {
    return send(HttpRequest.newBuilder(uri));
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException {
    try {
      HttpRequest asked = request.header("X-Trino-User", "tests").build();
      return JSON.readTree(http.send(asked, HttpResponse.BodyHandlers.ofString()).body());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(interrupted);
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
