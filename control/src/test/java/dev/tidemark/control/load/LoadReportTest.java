package dev.tidemark.control.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.control.CapturedConsole;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class LoadReportTest {
  private static final Mapping MAPPING =
      Mappings.parse(
          "m", "topic: t\nschema: demo.T\nfields:\n  - {name: id, from: id, type: long}\n");

  private final CapturedConsole console = new CapturedConsole();

  @Test
  void oneOfAThingIsNotSpokenOfAsMany() throws InterruptedException {
    report("1", "many");
    assertThat(console.err())
        .isEqualToIgnoringNewLines(
            "The first row of the file is done: in the topic t, or reported. Go on with --skip 1.");
    assertThat(console.out())
        .isEqualToIgnoringNewLines(
            "Stopped after 1 record to t in 2 s, 1 rows/s. 1 row did not fit.");
  }

  @Test
  void moreOfThemAreMany() throws InterruptedException {
    report("1", "2", "many");
    assertThat(console.err()).startsWith("The first 2 rows of the file are done: ");
    assertThat(console.out()).startsWith("Stopped after 2 records to t in ");
  }

  /** Of a load whose first row that does not fit ends it. */
  private void report(String... ids) throws InterruptedException {
    Columns columns = Columns.of(MAPPING.columns());
    Iterator<String> rows = List.of(ids).iterator();
    var maker = new RecordMaker(MAPPING, (subject, avro) -> 1, EventTimes.ORIGINAL);
    try (var producer =
        new MockProducer<>(
            true,
            new RoundRobinPartitioner(),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      var loader = new Loader(producer, "t", maker, Pace.unlimited());
      Loader.Result result =
          loader.load(
              new Loader.Input(
                  () ->
                      rows.hasNext()
                          ? Optional.of(
                              new Line.Row(Position.line(1), columns, new String[] {rows.next()}))
                          : Optional.empty(),
                  0,
                  new Stop()),
              (line, ordinal, reason) -> false,
              each -> {});
      var report = new LoadReport(console.console(), loader, null);
      report.ending(result);
      report.text(result, Duration.ofSeconds(2));
    }
  }
}
