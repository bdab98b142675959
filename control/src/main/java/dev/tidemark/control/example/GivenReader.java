package dev.tidemark.control.example;

import dev.tidemark.definition.Source;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;

/** Reads a file {@code given/<topic>.jsonl} by the topic's contract. */
final class GivenReader {
  private static final long FIRST_TIMESTAMP = Instant.parse("2020-01-01T00:00:00Z").toEpochMilli();

  private GivenReader() {}

  /** Complete only if there is no fault afterwards. */
  static GivenTopic read(Source source, Path file, Faults faults) {
    var events = new ArrayList<GivenEvent>();
    long timestamp = FIRST_TIMESTAMP;
    for (JsonRecords.Line line : JsonRecords.read(file, faults)) {
      var given =
          new GivenLine(source, line.json(), new Place(file, line.number(), faults), timestamp);
      GivenEvent event = given.event();
      timestamp = event.timestamp();
      events.add(event);
    }
    return new GivenTopic(source, events);
  }
}
