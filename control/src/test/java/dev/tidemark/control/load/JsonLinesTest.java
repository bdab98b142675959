package dev.tidemark.control.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
  private static final Columns COLUMNS = Columns.of(List.of("a", "b", "b.c", "b.d", "e"));

  @Test
  void nestedKeysArePathsAndNullIsAbsent() throws IOException {
    assertThat(read("{\"a\": 1.10, \"b\": {\"c\": true, \"d\": null}, \"e\": [1, 2]}\n"))
        .containsExactly(
            row(
                1,
                Map.of("a", "1.10", "b", "{\"c\":true,\"d\":null}", "b.c", "true", "e", "[1,2]")));
  }

  @Test
  void aKeyMayHoldDotsItself() throws IOException {
    assertThat(read("{\"b.c\": 1}\n")).containsExactly(row(1, Map.of("b.c", "1")));
  }

  @Test
  void whatIsNoObjectIsBrokenAndKeepsItsLineNumber() throws IOException {
    assertThat(read("\uFEFF\n[1]\n\"x\"\n{\"a\": 1}"))
        .containsExactly(
            broken(2, "a list", "a JSON object"),
            broken(3, "a text", "a JSON object"),
            row(4, Map.of("a", "1")));
  }

  @Test
  void whatIsNoJsonIsBrokenAndNamesTheColumnInItsLine() throws IOException {
    assertThat(read("{\"a\": \n{\"a\": 1} x\n{\"a\": 2}\n"))
        .satisfiesExactly(
            line ->
                assertThat(sentence(line))
                    .startsWith("found no JSON (Unexpected end-of-input")
                    .endsWith("), accepted is a JSON object"),
            line ->
                assertThat(sentence(line))
                    .startsWith("found no JSON (column 10: Unrecognized token 'x'"),
            line -> assertThat(line).isEqualTo(row(3, Map.of("a", "2"))));
  }

  @Test
  void bytesThatAreNotUtf8CostTheirLine() throws IOException {
    byte[] latin = "{\"a\": \"caf\u00e9\"}\n{\"a\": 2}\n".getBytes(ISO_8859_1);
    assertThat(read(latin, null))
        .satisfiesExactly(
            line -> assertThat(sentence(line)).contains("Invalid UTF-8"),
            line -> assertThat(line).isEqualTo(row(2, Map.of("a", "2"))));
  }

  @Test
  void eachElementOfANestedListIsARowThatSeesTheObjectAroundIt() throws IOException {
    String json =
        "{\"a\": 7, \"b\": [{\"c\": 1}, {\"c\": 2, \"d\": \"x\"}]}\n{\"a\": 8, \"b\": []}\n";
    assertThat(read(json.getBytes(UTF_8), "b"))
        .containsExactly(
            item(1, 1, Map.of("a", "7", "b", "{\"c\":1}", "b.c", "1")),
            item(1, 2, Map.of("a", "7", "b", "{\"c\":2,\"d\":\"x\"}", "b.c", "2", "b.d", "x")));
  }

  @Test
  void anObjectWithoutItsNestedListIsBroken() throws IOException {
    assertThat(read("{\"a\": 7}\n{\"b\": 3}\n".getBytes(UTF_8), "b"))
        .containsExactly(
            new Line.Broken(Position.line(1), new Misfit("", "b", "nothing", "a list")),
            new Line.Broken(Position.line(2), new Misfit("", "b", "a number", "a list")));
  }

  private static Line.Row row(long line, Map<String, String> values) {
    return new Line.Row(Position.line(line), COLUMNS, COLUMNS.values(values));
  }

  private static Line.Row item(long line, int item, Map<String, String> values) {
    return new Line.Row(Position.line(line).item(item), COLUMNS, COLUMNS.values(values));
  }

  private static Line.Broken broken(long line, String found, String accepted) {
    return new Line.Broken(Position.line(line), Misfit.ofRow(found, accepted));
  }

  private static String sentence(Line line) {
    return ((Line.Broken) line).misfit().sentence();
  }

  private static List<Line> read(String json) throws IOException {
    return read(json.getBytes(UTF_8), null);
  }

  private static List<Line> read(byte[] json, @Nullable String each) throws IOException {
    try (var lines = new JsonLines(new Bytes(new ByteArrayInputStream(json)), COLUMNS, each)) {
      var read = new ArrayList<Line>();
      for (Optional<Line> line = lines.next(); line.isPresent(); line = lines.next()) {
        read.add(line.get());
      }
      return read;
    }
  }
}
