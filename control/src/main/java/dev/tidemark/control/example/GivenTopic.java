package dev.tidemark.control.example;

import dev.tidemark.definition.Source;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of one topic, in the order in which they are sent.
 *
 * @param source the topic's contract
 */
record GivenTopic(Source source, List<GivenEvent> events) {
  GivenTopic {
    events = List.copyOf(events);
  }

  /** As many as its events name, at least one: an empty one would hold back every watermark. */
  int partitions() {
    return events.stream().mapToInt(GivenEvent::partition).max().orElse(0) + 1;
  }

  /** How many records each partition holds. */
  List<Long> ends() {
    var ends = new ArrayList<Long>();
    for (int p = 0; p < partitions(); p++) {
      ends.add((long) in(p).size());
    }
    return ends;
  }

  /** The line of the event at an offset of a topic that holds nothing else. */
  int line(int partition, int offset) {
    return in(partition).get(offset).line();
  }

  private List<GivenEvent> in(int partition) {
    return events.stream().filter(event -> event.partition() == partition).toList();
  }
}
