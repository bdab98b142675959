package dev.tidemark.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.control.command.Tidemark;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that names a stack which was killed. */
class GoneStackTest {
  @TempDir private Path folder;

  @Test
  void aStackWhoseAddressesAllRefuseIsGone() throws IOException {
    int kafka = unused();
    int registry = unused();
    assertThat(
            GoneStack.in(named("127.0.0.1:" + kafka, "http://localhost:" + registry + "/v7"))
                .map(GoneStack::sentence))
        .contains(
            "The stack of %s is gone: nothing listens at bootstrap-servers 127.0.0.1:%d, registry-url localhost:%d, which %s names. Start it again with `tidemark up`; its data are there."
                .formatted(folder, kafka, registry, folder.resolve("env.properties")));
  }

  @Test
  void aStackOfWhichOneServiceAnswersIsThere() throws IOException {
    try (var registry = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(
              GoneStack.in(
                  named("127.0.0.1:" + unused(), "http://127.0.0.1:" + registry.getLocalPort())))
          .isEmpty();
    }
  }

  @Test
  void addressesElsewhereAreLeftToTheClients() throws IOException {
    String refuses = "127.0.0.1:" + unused();
    assertThat(GoneStack.in(named(refuses + ",kafka:9092", "http://" + refuses))).isEmpty();
    assertThat(GoneStack.in(named(refuses, "https://registry.example/v7"))).isEmpty();
    Environment cloud =
        Environment.write(folder, Map.of("bootstrap-servers", refuses, "catalog.type", "glue"));
    assertThat(GoneStack.in(cloud)).isEmpty();
  }

  @Test
  void aFolderWithoutAStackIsNotOneThatIsGone() {
    assertThat(GoneStack.in(Environment.in(folder))).isEmpty();
  }

  @Test
  void aCommandSaysSoAndEnds() throws IOException {
    named("127.0.0.1:" + unused(), "http://127.0.0.1:" + unused());
    var console = new CapturedConsole();
    assertThat(Tidemark.run(console.console(), "status", "--dir", folder.toString())).isEqualTo(4);
    assertThat(console.err()).startsWith("tidemark: The stack of ").contains(" is gone: ");
  }

  private Environment named(String kafka, String registry) {
    Map<String, String> values = new HashMap<>();
    values.put("bootstrap-servers", kafka);
    values.put("registry-url", registry);
    values.put("catalog.uri", "jdbc:sqlite:" + folder.resolve("catalog.db") + "?journal_mode=WAL");
    return Environment.write(folder, values);
  }

  private static int unused() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
