package dev.tidemark.control.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CsvLinesTest {
  private static final Columns COLUMNS = Columns.of(List.of("a", "b"));

  @Test
  void quotedValuesHoldCommasQuotesAndLineBreaks() throws IOException {
    assertThat(read("a,b\n\"1,5\",\"say \"\"hi\"\"\"\n\"two\nlines\",x\nlast,\"\"\n"))
        .containsExactly(
            row(2, "1,5", "say \"hi\""), row(3, "two\nlines", "x"), row(5, "last", ""));
  }

  @Test
  void quotesInsideAnUnquotedValueAreOrdinary() throws IOException {
    assertThat(read("a,b\nRECORD FRAME 7\" SINGLE,1\n"))
        .containsExactly(row(2, "RECORD FRAME 7\" SINGLE", "1"));
  }

  @Test
  void lineEndsOfWindowsAByteOrderMarkAndAMissingLastLineEndAreFine() throws IOException {
    assertThat(read("\uFEFFa,b\r\n1,2\r\n\r\n3,4"))
        .containsExactly(row(2, "1", "2"), row(4, "3", "4"));
  }

  @Test
  void aLineWithAnotherNumberOfValuesIsBrokenAndTheNextOneIsNot() throws IOException {
    assertThat(read("a,b\n1\n2,3,4\n5,6\n"))
        .containsExactly(
            broken(2, "", "1 values", "2 as in the header"),
            broken(3, "", "3 values", "2 as in the header"),
            row(4, "5", "6"));
  }

  @Test
  void aQuoteThatIsNeverClosedCostsTheLineItOpensInAndNoOther() throws IOException {
    assertThat(read("a,b\n1,2\n3,\"4\n5,6\n7,8"))
        .containsExactly(
            row(2, "1", "2"),
            broken(3, "", "a quote that is never closed (value 2 of the line)", "\"…\""),
            row(4, "5", "6"),
            row(5, "7", "8"));
  }

  @Test
  void aQuoteThatIsClosedMuchTooLateCostsTheLineItOpensIn() throws IOException {
    String filler = "5,6\n".repeat(300_000);
    assertThat(read("a,b\n3,\"4\n" + filler + "7,8\"\n").subList(0, 2))
        .containsExactly(
            broken(2, "", "a quote that is never closed (value 2 of the line)", "\"…\""),
            row(3, "5", "6"));
  }

  @Test
  void bytesThatAreNotUtf8CostTheirRowAndNameTheirColumn() throws IOException {
    byte[] start = "a,b\n1,2\n3,CAF".getBytes(UTF_8);
    byte[] end = "\n5,6\n".getBytes(UTF_8);
    byte[] file = new byte[start.length + 1 + end.length];
    System.arraycopy(start, 0, file, 0, start.length);
    file[start.length] = (byte) 0xC9; // É in Latin-1
    System.arraycopy(end, 0, file, start.length + 1, end.length);
    assertThat(read(file, 1 << 16))
        .containsExactly(
            row(2, "1", "2"),
            broken(3, "column 2, b", "bytes that are not UTF-8 (\"CAF\\xC9\")", "UTF-8"),
            row(4, "5", "6"));
  }

  @Test
  void aHeaderOfRandomBytesIsQuotedShortAndWithoutWhatATerminalWouldDo() {
    byte[] random = new byte[500];
    new Random(1).nextBytes(random);
    for (int i = 0; i < random.length; i++) {
      // One long name: nothing that ends it.
      if (",\"\n\r".indexOf(random[i]) >= 0) {
        random[i] = 'x';
      }
    }
    random[0] = 0x1b;
    assertThatThrownBy(() -> read(random, 1 << 16))
        .hasMessageStartingWith(
            "its header does not fit: found bytes that are not UTF-8 (\"\\u001b")
        .hasMessageEndingWith("…\"), accepted is UTF-8")
        .message()
        .doesNotContainPattern("\\p{Cc}")
        .doesNotContain(",,")
        .hasSizeLessThan(160);
  }

  @Test
  void namesOfAHeaderAreQuotedShortAndWithoutWhatATerminalWouldDo() {
    assertThatThrownBy(() -> read("a\0,\u001b[2J" + "x".repeat(100) + "\n"))
        .message()
        .startsWith(
            "it lacks the columns [a, b] that the mapping reads; it has [a\\u0000, \\u001b[2Jx")
        .endsWith("x…]");
    assertThatThrownBy(() -> read("x".repeat(9) + ",c".repeat(1_000) + "\n"))
        .message()
        .endsWith(", c, c and 951 more]");
  }

  @Test
  void aFileWithoutAHeaderIsEmptyAndSaysSo() {
    assertThatThrownBy(() -> read("")).hasMessage("it is empty, accepted is a header and rows");
    assertThatThrownBy(() -> read("\n1,2\n"))
        .hasMessage("its first line is empty, accepted is a header");
  }

  @Test
  void aReplacementCharacterThatTheFileHoldsIsFine() throws IOException {
    assertThat(read("a,b\n1,\uFFFD\n")).containsExactly(row(2, "1", "\uFFFD"));
  }

  @Test
  void rowsAreTheSameHoweverSmallTheBuffer() throws IOException {
    String csv = "a,b\r\n\"1,5\",\"say \"\"hi\"\"\"\r\n\r\n\"two\nlines\",ÄÖÜ\nx,y";
    List<Line> expected = read(csv);
    for (int size = 1; size < 40; size++) {
      assertThat(read(csv.getBytes(UTF_8), size)).isEqualTo(expected);
    }
    assertThat(expected)
        .containsExactly(
            row(2, "1,5", "say \"hi\""), row(4, "two\nlines", "ÄÖÜ"), row(6, "x", "y"));
  }

  @Test
  void whatStandsBehindAClosingQuoteBelongsToTheValue() throws IOException {
    assertThat(read("a,b\n\"1\"2,\"3\"\"4\"5\"\n")).containsExactly(row(2, "12", "3\"45\""));
  }

  @Test
  void aHeaderThatHasAColumnTwiceIsRefusedIfItIsRead() {
    assertThatThrownBy(() -> read("a,b,a\n1,2,3\n"))
        .hasMessage("its header has the column a more than once, and the mapping reads it");
  }

  private static Line.Broken broken(long number, String column, String found, String accepted) {
    return new Line.Broken(Position.line(number), new Misfit("", column, found, accepted));
  }

  private static Line.Row row(long number, String a, String b) {
    return new Line.Row(Position.line(number), COLUMNS, new String[] {a, b});
  }

  private static List<Line> read(String csv) throws IOException {
    return read(csv.getBytes(UTF_8), 1 << 16);
  }

  private static List<Line> read(byte[] csv, int buffer) throws IOException {
    var bytes = new Bytes(new ByteArrayInputStream(csv), buffer);
    try (var lines = new CsvLines(bytes, ',', COLUMNS)) {
      var read = new ArrayList<Line>();
      for (Optional<Line> line = lines.next(); line.isPresent(); line = lines.next()) {
        read.add(line.get());
      }
      return read;
    }
  }
}
