package dev.tidemark.control.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.Environment;
import dev.tidemark.control.StartLock;
import dev.tidemark.control.command.Tidemark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before anything is started. */
class UpCommandTest {
  private static final String STARTING =
      "tidemark: The stack in %1$s is just being started or ended by another command. Wait until that is done, or end it with `tidemark down --dir %1$s`.";

  @TempDir private Path folder;
  private final CapturedConsole console = new CapturedConsole();

  @Test
  void aSecondStartLeavesTheLogOfTheFirstOne() throws IOException {
    Path log = Files.writeString(folder.resolve("keeper.log"), "of the first");
    try (var first = StartLock.take(folder, StartLock.DETACHING).orElseThrow()) {
      assertThat(first).isNotNull();
      assertThat(up("--detach")).isOne();
    }
    assertThat(console.wholeErr()).isEqualToIgnoringNewLines(STARTING.formatted(folder));
    assertThat(log).hasContent("of the first");
  }

  @Test
  void aSecondKeeperDoesNotNameItself() throws IOException {
    try (var first = StartLock.take(folder, StartLock.KEEPING).orElseThrow()) {
      assertThat(first).isNotNull();
      assertThat(up()).isOne();
    }
    assertThat(console.wholeErr()).isEqualToIgnoringNewLines(STARTING.formatted(folder));
    assertThat(folder.resolve("keeper.pid")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--detach"})
  void aKeeperWithoutAddressesOfItsOwnIsStarting(String option) throws IOException {
    Keeper.declare(folder);
    assertThat(up(option)).isOne();
    Path addresses = Environment.write(folder, Map.of()).folder().resolve(Environment.FILE);
    Files.setLastModifiedTime(addresses, FileTime.from(Instant.EPOCH));
    assertThat(up(option)).isOne();
    assertThat(console.wholeErr().lines()).hasSize(2).containsOnly(STARTING.formatted(folder));
  }

  @Test
  void aKeeperWithAddressesRuns() {
    Keeper.declare(folder);
    Environment.write(folder, Map.of());
    assertThat(up("--detach")).isOne();
    assertThat(console.wholeErr())
        .isEqualToIgnoringNewLines(
            "tidemark: The stack in %1$s runs already. End it with `tidemark down --dir %1$s`."
                .formatted(folder));
  }

  @Test
  void aFolderWithASpaceIsAWordOfTheCommand() throws IOException {
    Path spaced = Files.createDirectories(folder.resolve("my data"));
    Keeper.declare(spaced);
    Environment.write(spaced, Map.of());
    assertThat(Tidemark.run(console.console(), "up", "--dir", spaced.toString())).isOne();
    assertThat(console.wholeErr()).contains("`tidemark down --dir '%s'`".formatted(spaced));
  }

  @Test
  void whatTheKeeperSaidIsSaidOnce() {
    Path log = Path.of("keeper.log");
    assertThat(
            UpCommand.notStarted(
                "Starting Kafka …\ntidemark: Port 1 is taken. End that process.\n", log))
        .isEqualTo(
            "The stack did not start: Port 1 is taken. End that process. Its log is keeper.log.");
    assertThat(UpCommand.notStarted("tidemark: One:\n  two", log))
        .isEqualTo("The stack did not start: One:\n    two. Its log is keeper.log.");
    assertThat(UpCommand.notStarted("Killed\n", log))
        .isEqualTo("The stack did not start: Killed. Its log is keeper.log.");
    assertThat(UpCommand.notStarted("", log))
        .isEqualTo(
            "The stack did not start: its process ended without a word. Its log is keeper.log.");
  }

  private int up(String... options) {
    String[] all = new String[options.length + 2];
    all[0] = "up";
    all[1] = "--dir=" + folder;
    System.arraycopy(options, 0, all, 2, options.length);
    return Tidemark.run(
        console.console(),
        Arrays.stream(all).filter(word -> !word.isEmpty()).toArray(String[]::new));
  }
}
