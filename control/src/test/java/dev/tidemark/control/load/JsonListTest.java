package dev.tidemark.control.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonListTest {
  private static final Columns COLUMNS = Columns.of(List.of("a"));

  @Test
  void elementsAreNumberedAndKnowTheirLine() throws IOException {
    var list = list("[\n {\"a\": 1},\n\n {\"a\":\n 2}]", "");
    assertThat(list.next()).contains(element(1, 2, "1"));
    assertThat(list.next()).contains(element(2, 4, "2"));
    assertThat(list.next()).isEmpty();
    assertThat(list.next()).isEmpty();
  }

  @Test
  void aListMayBeWhereTheMappingSays() throws IOException {
    var list =
        list(
            "{\"meta\": {\"rows\": [0]}, \"data\": {\"n\": 1, \"rows\": [{\"a\": 1}]}}",
            "data.rows");
    assertThat(list.next()).contains(element(1, 1, "1"));
    assertThat(list.next()).isEmpty();
  }

  @Test
  void whatIsNoObjectIsBrokenAndTheNextOneIsRead() throws IOException {
    var list = list("[[1], \"x\", {\"a\": 3}]", "");
    assertThat(list.next())
        .contains(
            new Line.Broken(
                new Position(Position.Unit.ELEMENT, 1, 1, 0),
                Misfit.ofRow("a list", "a JSON object")));
    assertThat(list.next().orElseThrow()).isInstanceOf(Line.Broken.class);
    assertThat(list.next()).contains(element(3, 1, "3"));
  }

  @Test
  void aListThatEndsEarlyIsReadUpToThere() throws IOException {
    var list = list("[{\"a\": 1},\n{\"a\": ", "");
    assertThat(list.next()).contains(element(1, 1, "1"));
    assertThatThrownBy(list::next)
        .isInstanceOf(IOException.class)
        .hasMessage("found its end in line 2, column 7, accepted is ] before it");
  }

  @Test
  void brokenJsonEndsTheListSinceNothingBehindItCanBeTrusted() throws IOException {
    var list = list("[{\"a\": 1},\n{\"a\" 2}, {\"a\": 3}]", "");
    assertThat(list.next()).contains(element(1, 1, "1"));
    assertThatThrownBy(list::next)
        .hasMessageStartingWith("found no JSON in line 2, column 6: Unexpected character ('2'");
  }

  @Test
  void moreBehindTheListIsNotDropped() throws IOException {
    var list = list("[{\"a\": 1}]\n[{\"a\": 2}]", "");
    assertThat(list.next()).contains(element(1, 1, "1"));
    assertThatThrownBy(list::next)
        .hasMessage("found more behind the list, in line 2, accepted is one list");
  }

  @Test
  void aDocumentWithoutTheListIsRefused() {
    assertThatThrownBy(() -> list("{\"a\": 1}", "data"))
        .hasMessage("found no list at data, where the mapping says it is");
    assertThatThrownBy(() -> list("{\"a\": 1}", "a"))
        .hasMessage("found no list at a, where the mapping says it is");
  }

  @Test
  void aListIsNeverHeldWhole() throws IOException {
    long rows = 200_000;
    var list = new JsonList(new Repeated(rows), "", COLUMNS, null);
    for (long row = 0; row < rows; row++) {
      assertThat(list.next()).isPresent();
    }
    assertThat(list.next()).isEmpty();
  }

  /** A list of so many elements of 10 KB each, far more than a test's memory. */
  private static final class Repeated extends InputStream {
    private static final byte[] ELEMENT =
        ("{\"a\": 1, \"b\": \"" + "x".repeat(10_000) + "\"}").getBytes(UTF_8);
    private final long rows;
    private long row;
    private int at = -1;

    Repeated(long rows) {
      this.rows = rows;
    }

    @Override
    public int read() {
      if (at == -1) {
        at = 0;
        return '[';
      }
      if (row == rows) {
        return -1;
      }
      if (at < ELEMENT.length) {
        return ELEMENT[at++];
      }
      at = 0;
      row++;
      return row == rows ? ']' : ',';
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      if (at < 0 || at == ELEMENT.length || row == rows) {
        int one = read();
        if (one >= 0) {
          bytes[offset] = (byte) one;
        }
        return one < 0 ? -1 : 1;
      }
      int count = Math.min(length, ELEMENT.length - at);
      System.arraycopy(ELEMENT, at, bytes, offset, count);
      at += count;
      return count;
    }
  }

  private static Line.Row element(long number, long line, String a) {
    return new Line.Row(
        new Position(Position.Unit.ELEMENT, number, line, 0),
        COLUMNS,
        COLUMNS.values(Map.of("a", a)));
  }

  private static JsonList list(String json, String path) throws IOException {
    return new JsonList(new ByteArrayInputStream(json.getBytes(UTF_8)), path, COLUMNS, null);
  }
}
