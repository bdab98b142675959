package dev.tidemark.control.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CsvLinesTest {
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
            new Line.Broken(2, "found 1 values, accepted is 2 as in the header"),
            new Line.Broken(3, "found 3 values, accepted is 2 as in the header"),
            row(4, "5", "6"));
  }

  @Test
  void aQuoteThatIsNeverClosedIsNamedByTheLineItOpensIn() throws IOException {
    assertThat(read("a,b\n1,2\n3,\"4\n5,6\n"))
        .containsExactly(
            row(2, "1", "2"),
            new Line.Broken(3, "found a quote in line 3 that is never closed, accepted is \"…\""));
  }

  private static Line.Row row(long number, String a, String b) {
    return new Line.Row(number, Map.of("a", a, "b", b));
  }

  private static List<Line> read(String csv) throws IOException {
    var lines = new CsvLines(new StringReader(csv), ',');
    var read = new ArrayList<Line>();
    for (Optional<Line> line = lines.next(); line.isPresent(); line = lines.next()) {
      read.add(line.get());
    }
    return read;
  }
}
