package dev.tidemark.control.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.Console;
import dev.tidemark.control.TerminalSize;
import dev.tidemark.lineage.DelayQuantiles;
import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Times;
import dev.tidemark.lineage.TopicProgress;
import dev.tidemark.lineage.Version;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTest {
  private static final Instant NOON = Instant.parse("2026-01-20T12:00:00Z");

  private final Console console = new CapturedConsole().console();

  @ParameterizedTest
  @CsvSource({"24, 80", "50, 200", "10, 40", "3, 20"})
  void frameFitsItsTerminal(int rows, int columns) {
    List<String> lines = frame(60).lines(new TerminalSize(rows, columns), console);

    assertThat(lines).hasSizeLessThan(rows);
    assertThat(lines).allMatch(line -> line.length() <= columns);
    assertThat(lines.get(0)).startsWith("tidemark demo");
  }

  @Test
  void newestVersionsOfAllTablesFillTheRoom() {
    List<String> lines = frame(60).lines(new TerminalSize(24, 200), console);

    assertThat(lines).hasSize(23);
    assertThat(lines).contains("in      order-lines 1,000/s   product-updates 998/s");
    assertThat(lines)
        .anySatisfy(line -> assertThat(line).contains("shop.order_lines", "r1", "0.4 s", "60"));
    int first = lines.indexOf("newest versions") + 1;
    assertThat(lines.get(first))
        .isEqualTo(
            "12:01:00.000  shop.order_lines     r1 epoch 60  1,000 in, 3 rejected  holds all before order-lines 60000,7");
    assertThat(lines.get(first + 1)).startsWith("12:01:00.000  shop.product_catalog r1 epoch 60");
    assertThat(lines.get(first + 2)).startsWith("12:00:59.000");
  }

  @Test
  void tableWithoutAVersionAndOneInTroubleSaySo() {
    Frame frame =
        new Frame(
            "0:01 of 2:00",
            Map.of(),
            List.of(new TableView("shop.order_lines", null, "", List.of(), 0, "S3 is away")));

    List<String> lines = frame.lines(TerminalSize.USUAL, console);

    assertThat(lines)
        .contains("in      nothing yet", "shop.order_lines is in trouble: S3 is away")
        .anyMatch(line -> line.contains("no version yet"));
  }

  @Test
  void topicsThatDoNotFitOneLineTakeMore() {
    Map<String, Double> flow =
        Map.of(
            "accounts", 20.0, "contacts", 14.0, "issues", 16.0, "orders", 85.0, "purchases", 350.0);

    List<String> lines =
        new Frame("0:01 of 2:00", flow, List.of()).lines(new TerminalSize(24, 60), console);

    assertThat(lines)
        .contains(
            "in      accounts 20/s   contacts 14/s   issues 16/s",
            "        orders 85/s   purchases 350/s");
  }

  @Test
  void nextFrameReplacesTheOneBeforeUnlessSomethingWasSaid() {
    var out = new ByteArrayOutputStream();
    var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    var terminal = new Console(stream, stream, true);

    terminal.draw(List.of("a", "b"));
    terminal.draw(List.of("c"));
    terminal.note("said");
    terminal.draw(List.of("d"));

    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualToNormalizingNewlines("\r\u001b[Ja\nb\n\u001b[2A\r\u001b[Jc\nsaid\n\r\u001b[Jd\n");
  }

  private static Frame frame(int epochs) {
    return new Frame(
        "0:37 of 2:00",
        Map.of("order-lines", 1_000.0, "product-updates", 998.4),
        List.of(
            table("shop.order_lines", "order-lines", epochs),
            table("shop.product_catalog", "product-updates", epochs)));
  }

  private static TableView table(String name, String topic, int epochs) {
    List<Version.Stamped> versions = new ArrayList<>();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      versions.add(
          new Version.Stamped(epoch, null, NOON.plusSeconds(epoch), tidemark(topic, epoch)));
    }
    Collections.reverse(versions);
    return new TableView(name, "r1", "0.4 s", versions, 12, null);
  }

  private static Tidemark tidemark(String topic, int epoch) {
    return new Tidemark(
        "r1",
        "attempt",
        "id-" + epoch,
        epoch == 1 ? null : "id-" + (epoch - 1),
        epoch,
        "cluster",
        List.of(
            new TopicProgress(
                topic,
                "topic-id",
                List.of(
                    new PartitionProgress(0, epoch * 1_000L, 1_000, 997, 3, 0, 0),
                    new PartitionProgress(0, 7, 0, 0, 0, 0, 0)))),
        List.of(),
        "definition",
        "1",
        List.of(),
        null,
        Duration.ZERO,
        new Times(null, null, null, null, null, null),
        new DelayQuantiles(400, 600, 900, 950));
  }
}
