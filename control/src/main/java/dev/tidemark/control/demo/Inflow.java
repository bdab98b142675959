package dev.tidemark.control.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** How many events a second came into each topic over the last looks. */
final class Inflow {
  private static final int LOOKS = 5;

  private record Look(long nanos, Map<String, Long> ends) {}

  private final Deque<Look> looks = new ArrayDeque<>();

  /** Adds where the partitions end now; gives events a second by topic, none at the first look. */
  Map<String, Double> look(long nanos, Map<TopicPartition, Long> ends) {
    Map<String, Long> topics = new TreeMap<>();
    ends.forEach((partition, end) -> topics.merge(partition.topic(), end, Long::sum));
    looks.addLast(new Look(nanos, topics));
    if (looks.size() > LOOKS) {
      looks.removeFirst();
    }
    Look first = looks.getFirst();
    Map<String, Double> perSecond = new TreeMap<>();
    if (nanos > first.nanos()) {
      double seconds = (nanos - first.nanos()) / 1e9;
      first
          .ends()
          .forEach(
              (topic, before) ->
                  perSecond.put(topic, (topics.getOrDefault(topic, before) - before) / seconds));
    }
    return perSecond;
  }
}
