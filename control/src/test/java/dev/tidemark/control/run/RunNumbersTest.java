package dev.tidemark.control.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.command.Tidemark;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
