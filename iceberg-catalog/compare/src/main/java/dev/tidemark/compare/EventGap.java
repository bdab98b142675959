package dev.tidemark.compare;

import dev.tidemark.lineage.Tidemark;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A partition of which two versions hold different events. Counts are offsets: aborted transactions
 * and compaction leave some of them without a record.
 *
 * @param topic the topic's name
 * @param topicId its id
 * @param partition the partition's number
 * @param onlyA events that only A holds
 * @param onlyB events that only B holds
 */
public record EventGap(String topic, String topicId, int partition, long onlyA, long onlyB) {

  /** All partitions that differ, by topic. */
  static List<EventGap> between(Tidemark a, Tidemark b) {
    EventSet ofA = EventSet.of(a);
    EventSet ofB = EventSet.of(b);
    var partitions = new TreeSet<>(ofA.partitions().keySet());
    partitions.addAll(ofB.partitions().keySet());
    List<EventGap> gaps = new ArrayList<>();
    for (EventSet.Partition partition : partitions) {
      long onlyA = ofA.missingIn(ofB, partition);
      long onlyB = ofB.missingIn(ofA, partition);
      if (onlyA > 0 || onlyB > 0) {
        gaps.add(
            new EventGap(
                name(partition.topicId(), a, b),
                partition.topicId(),
                partition.number(),
                onlyA,
                onlyB));
      }
    }
    return gaps;
  }

  private static String name(String topicId, Tidemark a, Tidemark b) {
    for (Tidemark mark : List.of(a, b)) {
      for (var topic : mark.topics()) {
        if (topic.topicId().equals(topicId)) {
          return topic.topic();
        }
      }
    }
    return topicId;
  }

  /** For people: {@code orders-2: 120 only in A}. */
  public String text() {
    List<String> parts = new ArrayList<>();
    if (onlyA > 0) {
      parts.add("%,d only in A".formatted(onlyA));
    }
    if (onlyB > 0) {
      parts.add("%,d only in B".formatted(onlyB));
    }
    return "%s-%d: %s".formatted(topic, partition, String.join(", ", parts));
  }
}
