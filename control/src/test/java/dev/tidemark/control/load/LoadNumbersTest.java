package dev.tidemark.control.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.command.Tidemark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before anybody is asked; there is no Kafka here. */
class LoadNumbersTest {
  @TempDir Path folder;
  private final CapturedConsole console = new CapturedConsole();

  @ParameterizedTest
  @CsvSource({
    "--rate, 0, 1",
    "--rate, -5, 1",
    "--skip, -1, 0",
    "--limit, 0, 1",
    "--limit, -1, 1",
    "--partitions, 0, 1"
  })
  void aNumberOutOfRangeIsRefusedAtOnce(String option, String number, String from)
      throws IOException {
    assertThat(load(option + "=" + number)).isEqualTo(2);
    assertThat(console.err())
        .isEqualToIgnoringNewLines(
            "tidemark: %s is %s: accepted is a number from %s on.".formatted(option, number, from));
  }

  @Test
  void nothingToSkipIsANumberToo() throws IOException {
    assertThat(load("--skip=0", "--limit=1", "--rate=1", "--partitions=1")).isEqualTo(4);
    assertThat(console.err()).doesNotContain("accepted is a number");
  }

  private int load(String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "id\n1\n");
    Path mapping =
        Files.writeString(
            folder.resolve("m.yaml"),
            "topic: t\nschema: demo.T\nfields:\n  - {name: id, from: id, type: long}\n");
    var all =
        new ArrayList<>(
            List.of(
                "load",
                file.toString(),
                "--mapping",
                mapping.toString(),
                "--dir",
                folder.toString()));
    all.addAll(List.of(options));
    return Tidemark.run(console.console(), all.toArray(String[]::new));
  }
}
