package dev.tidemark.control.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
  @Test
  void nestedKeysArePathsAndNullIsAbsent() throws IOException {
    var lines =
        new JsonLines(
            new StringReader("{\"a\": 1.10, \"b\": {\"c\": true, \"d\": null}, \"e\": [1, 2]}\n"));
    assertThat(lines.next())
        .contains(
            new Line.Row(
                1,
                Map.of("a", "1.10", "b", "{\"c\":true,\"d\":null}", "b.c", "true", "e", "[1,2]")));
    assertThat(lines.next()).isEmpty();
  }

  @Test
  void whatIsNoObjectIsBrokenAndKeepsItsLineNumber() throws IOException {
    var lines = new JsonLines(new StringReader("\n[1]\n{\"a\": \n{\"a\": 1} x\n{\"a\": 1}"));
    assertThat(lines.next()).contains(new Line.Broken(2, "found ARRAY, accepted is a JSON object"));
    assertThat(lines.next().orElseThrow())
        .isInstanceOfSatisfying(
            Line.Broken.class, broken -> assertThat(broken.reason()).startsWith("found no JSON ("));
    assertThat(lines.next().orElseThrow()).isInstanceOf(Line.Broken.class);
    assertThat(lines.next()).contains(new Line.Row(5, Map.of("a", "1")));
  }
}
