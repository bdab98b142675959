package dev.tidemark.control.logs;

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

class LogsCommandTest {
  @TempDir Path folder;
  private final CapturedConsole console = new CapturedConsole();

  @Test
  void servicesAndJobsAreListedByTheNamesThatTheyAreAskedBy() throws IOException {
    write("logs/kafka.log", "a");
    write("runs/shop.order_lines/r1/job.log", "b");
    write("keeper.log", "c");

    assertThat(logs()).isZero();

    assertThat(console.out())
        .contains("NAME")
        .containsPattern("kafka +1 ")
        .containsPattern("keeper +1 ")
        .containsPattern("shop.order_lines/r1 +1 ");
  }

  @Test
  void lastLinesOfOneArePrinted() throws IOException {
    write("runs/shop.order_lines/r1/job.log", "one\ntwo\nthree\n");

    assertThat(logs("shop.order_lines/r1", "--lines", "2")).isZero();

    assertThat(console.out()).isEqualToIgnoringNewLines("two\nthree");
  }

  @Test
  void aByteThatIsNotUtf8IsShownAsAReplacement() throws IOException {
    Path log = folder.resolve("logs/kafka.log");
    Files.createDirectories(log.getParent());
    Files.write(log, new byte[] {'a', (byte) 0xE9, 'b', '\n'});

    assertThat(logs("kafka")).isZero();

    assertThat(console.out()).isEqualToIgnoringNewLines("a\uFFFDb");
  }

  @Test
  void noLinesAtAllAreRefusedUnlessTheLogIsFollowed() throws IOException {
    write("logs/kafka.log", "a");
    for (String option : List.of("--lines=0", "--lines=-1", "-n-1", "-n0")) {
      assertThat(logs("kafka", option)).isEqualTo(2);
      assertThat(console.err()).contains("accepted is a number from 1 on.");
    }
    assertThat(logs("kafka", "--follow", "-n-1")).isEqualTo(2);
    assertThat(console.err()).contains("--lines is -1: accepted is a number from 0 on.");
    assertThat(console.out()).isEmpty();
  }

  @Test
  void unknownOneIsRefusedWithThoseThereAre() throws IOException {
    write("logs/kafka.log", "a");

    assertThat(logs("kafak")).isEqualTo(1);

    assertThat(console.err()).contains("There is no log kafak in ").contains("; there are kafka.");
  }

  @Test
  void oneLogIsNotJson() throws IOException {
    write("logs/kafka.log", "a");

    assertThat(logs("kafka", "--json")).isEqualTo(2);

    assertThat(console.out()).isEmpty();
    assertThat(console.err())
        .contains(
            "--json is for the list: the log kafka is lines of text. Leave one of them away.");
  }

  @Test
  void folderWithoutAStackHasNone() {
    assertThat(logs()).isZero();
    assertThat(console.out()).contains("No stack has ever run in ");
  }

  private int logs(String... arguments) {
    List<String> all = new ArrayList<>(List.of("logs"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--dir", folder.toString()));
    return Tidemark.run(console.console(), all.toArray(String[]::new));
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
