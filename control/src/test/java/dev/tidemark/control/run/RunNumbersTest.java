package dev.tidemark.control.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.command.Tidemark;
import dev.tidemark.control.flink.FakeFlink;
import dev.tidemark.definition.TableName;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
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

  @Test
  void aRunThatRunsOnTheClusterIsNotSubmittedAgain() throws IOException {
    String job = "abcdef0123456789abcdef0123456789";
    try (var flink = new FakeFlink()) {
      flink.answers(
          "GET /jobs/overview",
          200,
          "{\"jobs\":[{\"jid\":\"%s\",\"name\":\"x\",\"state\":\"CREATED\",\"tasks\":{\"total\":1,\"running\":0}}]}"
              .formatted(job));
      RunRecord.in(folder, TableName.parse("shop.order_lines"), "r1")
          .startedOnCluster(flink.url(), job);
      assertThat(
              Tidemark.run(
                  console.console(), "run", "order_lines", "--target=cluster", "--dir=" + folder))
          .isEqualTo(3);
      assertThat(console.err())
          .isEqualToIgnoringNewLines(
              "tidemark: The run shop.order_lines/r1 already runs at %s. Stop it first: tidemark stop shop.order_lines/r1."
                  .formatted(flink.url()));
    }
  }
}
