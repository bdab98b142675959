package dev.tidemark.control.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.Environment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How commands end, by kind of fault; refusals are tested where they are made. */
class ExitCodesTest {
  @TempDir private Path folder;
  private final CapturedConsole console = new CapturedConsole();

  @Test
  void whatIsNotUnderstoodEndsWithTwo() {
    assertThat(run("histroy")).isEqualTo(2);
    assertThat(run("history")).isEqualTo(2);
    assertThat(run("history", "shop.t", "--limt", "3")).isEqualTo(2);
    assertThat(run("show", "shop.t", "--version", "newest")).isEqualTo(2);
    assertThat(console.err())
        .contains("tidemark: Missing required parameter: 'TABLE'. See `tidemark history --help`.")
        .contains("There is no command histroy. Did you mean history? See `tidemark --help`.")
        .contains("There is no option --limt. Did you mean --limit? See `tidemark history --help`.")
        .contains("\"newest\" is no whole number, or too large. See `tidemark show --help`.")
        .doesNotContain("Usage:");
  }

  @Test
  void whatIsNotThereEndsWithOne() {
    assertThat(run("env", "--profile", "sea")).isEqualTo(1);
    assertThat(run("history", "nonsense")).isEqualTo(1);
    assertThat(run("bench", "--only", "append", "--pairs", "1")).isEqualTo(1);
    assertThat(console.err()).contains("Not an option of all benchmarks: --only. Name a benchmark");
  }

  @Test
  void aCatalogThatDoesNotAnswerEndsWithFour() throws IOException {
    Environment.write(
        folder,
        Map.of(
            "bootstrap-servers", "kafka.invalid:9092",
            "catalog.type", "rest",
            "catalog.uri", "http://127.0.0.1:" + unused()));
    assertThat(run("history", "shop.orders", "--dir", folder.toString())).isEqualTo(4);
    assertThat(console.err())
        .startsWith("tidemark: Cannot reach what this command needs: ")
        .contains("See with `tidemark doctor` what does not answer.")
        .doesNotContain("fault of tidemark's");
  }

  @Test
  void whatNobodyForesawIsAFault() {
    assertThat(ExitCodes.of(new IllegalStateException("odd"), 1)).isEqualTo(5);
    assertThat(ExitCodes.of(new ForbiddenException("no"), 1)).isEqualTo(4);
    assertThat(Unreachable.sentence(new ForbiddenException("no")))
        .contains(
            "The catalog or its storage refuses: no. Check the keys and rights in the environment or profile.");
  }

  private int run(String... command) {
    return Tidemark.run(console.console(), command);
  }

  private static int unused() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
