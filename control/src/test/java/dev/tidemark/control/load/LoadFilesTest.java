package dev.tidemark.control.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.command.Tidemark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said about files before anybody is asked; there is no Kafka here. */
class LoadFilesTest {
  private static final String ROWS = "id\n1\nmany\n";

  @TempDir private Path folder;
  private final CapturedConsole console = new CapturedConsole();
  private Path input;
  private Path mapping;

  @BeforeEach
  void write() throws IOException {
    input = Files.writeString(folder.resolve("o.csv"), ROWS);
    mapping =
        Files.writeString(
            folder.resolve("m.yaml"),
            "topic: t\nschema: demo.T\nfields:\n  - {name: id, from: id, type: long}\n");
  }

  @Test
  void aQuarantineThatIsTheFileItselfIsRefused() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.jsonl"), input);
    Path hard = Files.createLink(folder.resolve("hard.jsonl"), input);
    for (Path same : List.of(input, folder.resolve("./o.csv"), link, hard)) {
      var refused = new CapturedConsole();
      assertThat(load(refused, "--on-error=quarantine", "--quarantine=" + same)).isOne();
      assertThat(refused.err())
          .isEqualToIgnoringNewLines(
              "tidemark: Rows that do not fit cannot go to %s: it is the file that is loaded, and would be overwritten. Pass --quarantine with another file."
                  .formatted(same));
      assertThat(input).hasContent(ROWS);
    }
  }

  @Test
  void aQuarantineThatIsTheMappingIsRefused() throws IOException {
    String before = Files.readString(mapping);
    assertThat(load(console, "--quarantine=" + mapping)).isOne();
    assertThat(console.err()).contains(": it is the mapping, and would be overwritten. ");
    assertThat(mapping).hasContent(before);
  }

  @Test
  void aQuarantineThatNobodyNamedMayNotBeTheFileEither() throws IOException {
    Files.createSymbolicLink(folder.resolve("o.csv.rejected.jsonl"), input);
    assertThat(load(console, "--on-error=quarantine")).isOne();
    assertThat(console.err()).contains(": it is the file that is loaded, ");
    assertThat(input).hasContent(ROWS);
  }

  @Test
  void aQuarantineWithoutAFolderSaysSo() {
    Path nowhere = folder.resolve("nowhere");
    assertThat(load(console, "--quarantine=" + nowhere.resolve("x.jsonl"))).isOne();
    assertThat(console.err())
        .isEqualToIgnoringNewLines(
            "tidemark: Cannot write rows that do not fit to %s: there is no folder %s. Pass --quarantine with a file that can be written."
                .formatted(nowhere.resolve("x.jsonl"), nowhere));
    assertThatThrownBy(() -> Quarantine.open(input, folder, false))
        .hasMessageContaining(": it is a folder. ");
  }

  /** Whoever may, as root, would delete the device. */
  @Test
  void aQuarantineThatIsNoRegularFileStays() throws IOException {
    Path device = Files.createSymbolicLink(folder.resolve("link"), Path.of("/dev/null"));
    Quarantine.open(input, device, false).close();
    assertThat(device).isSymbolicLink();
    Path file = folder.resolve("o.jsonl");
    Quarantine.open(input, file, false).close();
    assertThat(file).doesNotExist();
  }

  @Test
  void whatIsMissingIsNamed() {
    assertMissing("FILE.", "--mapping", "m");
    assertMissing("--mapping.", "o.csv");
    assertMissing("FILE and --mapping.");
  }

  private static void assertMissing(String what, String... arguments) {
    var refused = new CapturedConsole();
    var all = new ArrayList<>(List.of("load"));
    all.addAll(List.of(arguments));
    assertThat(Tidemark.run(refused.console(), all.toArray(String[]::new))).isEqualTo(2);
    assertThat(refused.err())
        .startsWith(
            "tidemark: Missing: %s It goes like tidemark load orders.csv --mapping orders.yaml;"
                .formatted(what));
  }

  private int load(CapturedConsole to, String... options) {
    var all =
        new ArrayList<>(
            List.of(
                "load",
                input.toString(),
                "--mapping=" + mapping,
                "--bootstrap-servers=127.0.0.1:1",
                "--registry-url=http://127.0.0.1:1",
                "--dir=" + folder));
    all.addAll(List.of(options));
    return Tidemark.run(to.console(), all.toArray(String[]::new));
  }
}
