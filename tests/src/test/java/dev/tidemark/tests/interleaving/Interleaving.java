package dev.tidemark.tests.interleaving;

import dev.tidemark.tests.events.Outgoing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** Orders in which events are produced; within a partition the order is always the same. */
enum Interleaving {
  /** As they were made. */
  AS_MADE {
    @Override
    List<Outgoing> of(List<Outgoing> events, Random random) {
      return events;
    }
  },
  /** One partition after the other. */
  PARTITION_BY_PARTITION {
    @Override
    List<Outgoing> of(List<Outgoing> events, Random random) {
      return byPartition(events).values().stream().flatMap(Deque::stream).toList();
    }
  },
  /** The last partition of the last topic first. */
  LAST_PARTITION_FIRST {
    @Override
    List<Outgoing> of(List<Outgoing> events, Random random) {
      List<Deque<Outgoing>> partitions = new ArrayList<>(byPartition(events).values());
      Collections.reverse(partitions);
      return partitions.stream().flatMap(Deque::stream).toList();
    }
  },
  /** Any partition's next, in bursts. */
  SHUFFLED {
    @Override
    List<Outgoing> of(List<Outgoing> events, Random random) {
      List<Deque<Outgoing>> partitions = new ArrayList<>(byPartition(events).values());
      List<Outgoing> shuffled = new ArrayList<>();
      while (!partitions.isEmpty()) {
        int chosen = random.nextInt(partitions.size());
        Deque<Outgoing> partition = partitions.get(chosen);
        for (int burst = random.nextInt(40); burst >= 0 && !partition.isEmpty(); burst--) {
          shuffled.add(partition.remove());
        }
        if (partition.isEmpty()) {
          partitions.remove(chosen);
        }
      }
      return shuffled;
    }
  };

  abstract List<Outgoing> of(List<Outgoing> events, Random random);

  private static Map<TopicPartition, Deque<Outgoing>> byPartition(List<Outgoing> events) {
    Map<TopicPartition, Deque<Outgoing>> partitions =
        new TreeMap<>(
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
    for (Outgoing event : events) {
      partitions
          .computeIfAbsent(
              new TopicPartition(event.topic(), event.partition()), p -> new ArrayDeque<>())
          .add(event);
    }
    return partitions;
  }
}
