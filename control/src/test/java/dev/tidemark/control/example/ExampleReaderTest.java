package dev.tidemark.control.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleReaderTest {
  private static final String TIME = "2026-01-20T08:00:00Z";
  private static final long MILLIS = Instant.parse(TIME).toEpochMilli();

  @TempDir Path temporary;
  private ExampleFiles files;

  @BeforeEach
  void aDefinition() throws IOException {
    files = new ExampleFiles(temporary);
    files.write("expected/rows.jsonl");
  }

  @Test
  void anEventHasTheContractsValuesItsOwnTimeAndItsKey() throws IOException {
    GivenEvent event =
        given(
            "{'product': 'mug', 'pieces': 3, 'price': 2.5, 'photo': '00FF', 'counted_at': '%s'}"
                .formatted(TIME));
    assertThat(event.payload())
        .isEqualTo(
            new GivenEvent.Payload.Fields(
                Map.of(
                    "product",
                    "mug",
                    "pieces",
                    3,
                    "price",
                    ByteBuffer.wrap(BigInteger.valueOf(250).toByteArray()),
                    "photo",
                    ByteBuffer.wrap(new byte[] {0, -1}),
                    "counted_at",
                    MILLIS),
                0));
    assertThat(event.key()).isEqualTo(new GivenEvent.Key.Text("mug"));
    assertThat(event.timestamp()).isEqualTo(MILLIS);
    assertThat(event.partition()).isZero();
    assertThat(event.headers()).isEmpty();
  }

  @Test
  void aLineMaySayEverythingAboutTheRecord() throws IOException {
    GivenEvent event =
        given(
            "{'$key': 'mug', '$tombstone': true, '$timestamp': '%s', '$partition': 2, '$headers': {'origin': 'shop'}}"
                .formatted(TIME));
    assertThat(event)
        .isEqualTo(
            new GivenEvent(
                1,
                2,
                new GivenEvent.Key.Text("mug"),
                new GivenEvent.Payload.Tombstone(),
                MILLIS,
                Map.of("origin", "shop")));
  }

  /** Written out, it would have millions of digits. */
  @ParameterizedTest
  @ValueSource(strings = {"1e30000000", "1e-30000000"})
  @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aDecimalFarFromItsTypeIsRefusedAtOnce(String number) {
    assertThatThrownBy(
            () ->
                given(
                    "{'product': 'mug', 'pieces': 3, 'price': %s, 'counted_at': '%s'}"
                        .formatted(number, TIME)))
        .hasMessageContaining("accepted is a number with at most ");
  }

  @Test
  void aTimestampFromBeforeKafkasBeginIsAFault() {
    for (String line :
        List.of(
            "{'product': 'mug', 'pieces': 3, 'counted_at': '1969-12-31T23:59:59Z'}",
            "{'$key': 'mug', '$tombstone': true, '$timestamp': '1969-12-31T23:59:59Z'}")) {
      assertThatThrownBy(() -> given(line))
          .hasMessageContaining(
              "found %s 1969-12-31T23:59:59Z, accepted is a time from 1970 on, as Kafka's timestamps are"
                  .formatted(line.contains("$timestamp") ? "$timestamp" : "counted_at"));
    }
  }

  @Test
  void anAvroKeyIsAnObjectOfItsFields() throws IOException {
    files.write(
        "given/movements.jsonl",
        json("{'product': 'mug', '$key': {'product': 'mug', 'place': 7}}"));
    GivenEvent event = files.read().given().get(1).events().get(0);
    assertThat(event.key())
        .isEqualTo(new GivenEvent.Key.Fields(Map.of("product", "mug", "place", 7)));
  }

  @Test
  void emptyLinesAndCommentsAreCountedButNotRead() throws IOException {
    GivenEvent event = given("# Nothing counted yet.", "", "{'$bytes': '00ff'}");
    assertThat(event.line()).isEqualTo(3);
    GivenTopic topic = files.read().given().get(0);
    assertThat(topic.ends()).containsExactly(1L);
    assertThat(topic.line(0, 0)).isEqualTo(3);
  }

  @Test
  void aColumnThatIsLeftOutOfAnExpectedRowIsNull() throws IOException {
    given("{'$bytes': ''}");
    files.write(
        "expected/rows.jsonl",
        json("{'counted_at': '2026-01-20T09:00:00+01:00', 'product': 'mug', 'pieces': 3}"));
    List<Row> rows = files.read().rows();
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).cells()).containsExactly("mug", "3", null, TIME);
  }

  @Test
  void allFaultsComeAtOnceEachWithItsLineAndTheAcceptedForm() throws IOException {
    Path given =
        files.write(
            "given/stock-updates.jsonl",
            json("{'product': 'mug', 'pieces': 1.5, 'counted_at': 'noon'}"),
            json("{'product': 'mug', 'colour': 'red', '$partition': 16, 'counted_at': null}"),
            "[]",
            json("{'product': 'mug'"),
            json("{'$tombstone': true}"),
            json("{'$bytes': 'xy', '$cut': 1}"),
            json("{'$headers': [1], '$bytes': ''}"));
    Path strange = files.write("given/orders.jsonl");
    Path rows =
        files.write(
            "expected/rows.jsonl",
            json("{'product': 'mug', 'pieces': 1, 'price': 12345.67, 'counted_at': '%s'}", TIME),
            json("{'product': 'mug', 'pieces': 1, 'counted_at': '%s', 'size': 1}", TIME),
            json("{'product': 'jug'}"));
    Path rejected =
        files.write(
            "expected/rejected.jsonl",
            json("{'topic': 'stock-updates', 'line': 9, 'reason': 'LATE'}"),
            json("{'line': 1}"));

    assertThatThrownBy(() -> files.read())
        .isInstanceOf(UnreadableExamplesException.class)
        .hasMessage(
            String.join(
                "\n  ",
                "Cannot read the examples: 20 faults.",
                strange
                    + ": found a file that nobody reads, accepted is stock-updates.jsonl or movements.jsonl",
                given + ":1: found pieces 1.5, accepted is a whole number of 32 bits",
                given
                    + ":1: found counted_at \"noon\", accepted is a time with zone like \"2026-01-31T08:00:00Z\", in whole milliseconds",
                given
                    + ":2: found \"colour\", accepted is one of product, pieces, price, photo, counted_at, or one of $key, $partition, $timestamp, $headers, $tombstone, $bytes, $cut",
                given
                    + ":2: found no pieces, accepted is a whole number of 32 bits, or null for an event that lacks what it must have",
                given + ":2: found $partition 16, accepted is a whole number from 0 to 15",
                given + ":3: found [], accepted is a JSON object, {…}, on one line",
                given
                    + ":4: found no JSON: Unexpected end-of-input: expected close marker for Object, accepted is a JSON object, {…}, on one line",
                given
                    + ":5: found a tombstone without $key, accepted is a text in quotes, whose row it deletes",
                given
                    + ":5: found a tombstone without $timestamp, accepted is a time with zone like \"2026-01-31T08:00:00Z\", since that is when it deletes",
                given
                    + ":6: found more than $bytes about the record's value, accepted is one of fields, $tombstone and $bytes",
                given
                    + ":6: found $bytes \"xy\", accepted is bytes as hexadecimal text like \"00ff\"",
                given
                    + ":7: found $headers [1], accepted is an object of texts like {\"origin\": \"shop\"}",
                rows
                    + ":1: found price 12345.67, accepted is a number with at most 4 digits before the point and 2 behind it",
                rows
                    + ":2: found \"size\", accepted is one of the table's columns [product, pieces, price, counted_at]",
                rows + ":2: found a second row of one key, accepted is one row per [product]",
                rows + ":3: found no pieces, accepted is a whole number of 32 bits, never null",
                rows
                    + ":3: found no counted_at, accepted is a time with zone like \"2026-01-31T08:00:00Z\", never null",
                rejected
                    + ":1: found line 9 of topic \"stock-updates\", accepted is a line with an event of a file in given",
                rejected
                    + ":2: found {\"line\":1}, accepted is {\"topic\": …, \"line\": …, \"reason\": …}, the line that is rejected and the quarantine's word"));
  }

  @Test
  void aDefinitionWithoutExamplesSaysWhereTheyGo() throws IOException {
    Path empty = temporary.resolve("none/stock");
    Files.createDirectories(empty);
    Files.copy(files.folder().resolve("table.yaml"), empty.resolve("table.yaml"));
    var faults = new Faults();
    assertThat(ExampleReader.read(empty, faults)).isEmpty();
    assertThatThrownBy(faults::refuseIfAny)
        .hasMessage(
            "Cannot read the examples: 1 fault.\n  %s/examples: found no example, accepted is a folder per case, with given/<topic>.jsonl and expected/rows.jsonl"
                .formatted(empty));
  }

  /** Gives lines of the first topic; the first event of them. */
  private GivenEvent given(String... lines) throws IOException {
    String[] written = new String[lines.length];
    for (int i = 0; i < lines.length; i++) {
      written[i] = json(lines[i]);
    }
    files.write("given/stock-updates.jsonl", written);
    return files.read().given().get(0).events().get(0);
  }

  private static String json(String text, Object... arguments) {
    return text.formatted(arguments).replace('\'', '"');
  }
}
