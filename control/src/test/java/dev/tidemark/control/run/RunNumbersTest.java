package dev.tidemark.control.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.command.Tidemark;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before anything is started or asked; there is no stack here. */
class RunNumbersTest {
  @TempDir private Path folder;
  private final CapturedConsole console = new CapturedConsole();

  @ParameterizedTest
  @CsvSource({
    "run, --parallelism, 0",
    "run, --parallelism, -2",
    "replay, --parallelism, 0",
    "replay, --max-rate, 0"
  })
  void aNumberBelowOneIsRefusedAtOnce(String command, String option, String number) {
    assertThat(
            Tidemark.run(
                console.console(),
                command,
                "order_lines",
                option + "=" + number,
                "--dir=" + folder))
        .isEqualTo(2);
    assertThat(console.err())
        .isEqualToIgnoringNewLines(
            "tidemark: %s is %s: accepted is a number from 1 on.".formatted(option, number));
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:/my data/chk-7", "file:chk-7", "file://host/chk-7"})
  void aCheckpointWhoseUriNamesNoFolderIsNotUnderstood(String uri) {
    assertThat(
            Tidemark.run(
                console.console(),
                "run",
                "order_lines",
                "--from-checkpoint",
                uri,
                "--dir=" + folder))
        .isEqualTo(2);
    assertThat(console.err())
        .startsWith("tidemark: --from-checkpoint %s names no folder: ".formatted(uri))
        .contains(
            ". Accepted is a path, like /data/chk-7, or a URI of one, like file:///data/chk-7, with %20 for a space.");
  }
}
