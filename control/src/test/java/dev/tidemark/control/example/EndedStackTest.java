package dev.tidemark.control.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Environment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A test whose stack somebody ends before it is through. */
class EndedStackTest {
  @TempDir private Path folder;
  private final AtomicLong now = new AtomicLong();

  @Test
  void aStackThatEndsIsNoticedAndSaid() throws IOException {
    var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    StackWatch watch = new StackWatch(named(socket.getLocalPort()), now::get);
    assertThatCode(watch::look).doesNotThrowAnyException();
    socket.close();
    assertThatCode(watch::lookNowAndThen).doesNotThrowAnyException();
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThatThrownBy(watch::lookNowAndThen)
        .isInstanceOfSatisfying(
            CommandFailure.class,
            gone -> assertThat(gone.kind()).isEqualTo(CommandFailure.Kind.UNREACHABLE))
        .hasMessageStartingWith(
            "The test cannot go on. The stack of %s is gone: nothing listens at ".formatted(folder))
        .hasMessageEndingWith(
            "Start it again with `tidemark up`; its data are there. Then run the test again.");
  }

  @Test
  void whatATestMadeStaysInAStackThatIsGoneAndIsNotWaitedFor() throws Exception {
    Environment gone = named(1);
    var console = new CapturedConsole();
    var process = new ExamplesProcess(gone, folder, Duration.ofSeconds(1));
    var place = new TestPlace(gone, List.of(), PlacedExample.namespace("1"));
    new Clearing(process, place, console.console()).close();
    assertThat(console.err())
        .startsWith(
            "Topics, schemas or tables of this test stay: The stack of %s is gone: "
                .formatted(folder))
        .contains("Remove the namespace tidemark_test_1, and topics and subjects that begin with ");
  }

  private Environment named(int port) {
    return Environment.write(
        folder,
        Map.of(
            "bootstrap-servers",
            "127.0.0.1:" + port,
            "registry-url",
            "http://127.0.0.1:" + port,
            "catalog.catalog-impl",
            "org.apache.iceberg.jdbc.JdbcCatalog",
            "catalog.uri",
            "jdbc:sqlite:" + folder.resolve("catalog.db"),
            "catalog.warehouse",
            folder.toString()));
  }
}
