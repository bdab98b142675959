package dev.tidemark.compare;

import dev.tidemark.lineage.Exclusion;
import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.TopicProgress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The events that a tidemark says are in, as ranges of offsets: of each partition from its start up
 * to {@code to}, without the exclusions. Two of them are equal if they hold the same events of the
 * same topics; topics are known by their ids, since a recreated topic has other records under the
 * same offsets.
 *
 * @param clusterId the Kafka cluster
 * @param partitions ranges by topic id and partition; partitions without events are not in it
 */
record EventSet(String clusterId, Map<Partition, List<Range>> partitions) {
  /** A partition of a topic; its name is for people and not compared. */
  record Partition(String topicId, int number) implements Comparable<Partition> {
    private static final Comparator<Partition> ORDER =
        Comparator.comparing(Partition::topicId).thenComparingInt(Partition::number);

    @Override
    public int compareTo(Partition other) {
      return ORDER.compare(this, other);
    }
  }

  /** Offsets from the first one that is in to the first one that is not. */
  record Range(long from, long to) {}

  static EventSet of(Tidemark mark) {
    Map<Partition, List<Range>> partitions = new TreeMap<>();
    for (TopicProgress topic : mark.topics()) {
      for (int number = 0; number < topic.partitions().size(); number++) {
        List<Range> ranges = ranges(mark, topic, number);
        if (!ranges.isEmpty()) {
          partitions.put(new Partition(topic.topicId(), number), ranges);
        }
      }
    }
    return new EventSet(mark.clusterId(), partitions);
  }

  private static List<Range> ranges(Tidemark mark, TopicProgress topic, int number) {
    PartitionProgress progress = topic.partitions().get(number);
    List<Range> left = new ArrayList<>();
    if (progress.start() < progress.to()) {
      left.add(new Range(progress.start(), progress.to()));
    }
    for (Exclusion out : mark.exclusions()) {
      if (out.topicId().equals(topic.topicId()) && out.partition() == number) {
        left = without(left, List.of(new Range(out.from(), out.to())));
      }
    }
    return left;
  }

  /** How many offsets of a partition are here and not there. */
  long missingIn(EventSet other, Partition partition) {
    List<Range> mine = partitions.getOrDefault(partition, List.of());
    List<Range> theirs =
        clusterId.equals(other.clusterId)
            ? other.partitions.getOrDefault(partition, List.of())
            : List.of();
    return without(mine, theirs).stream().mapToLong(range -> range.to() - range.from()).sum();
  }

  /**
   * The events below the offsets that both have read up to. Rows that a watermark closed depend on
   * no others, so it is these that must agree for them.
   */
  EventSet upTo(EventSet other) {
    Map<Partition, List<Range>> lower = new TreeMap<>();
    partitions.forEach(
        (partition, ranges) -> {
          List<Range> theirs = other.partitions.getOrDefault(partition, List.of());
          long end = theirs.isEmpty() ? 0 : theirs.get(theirs.size() - 1).to();
          List<Range> left = without(ranges, List.of(new Range(end, Long.MAX_VALUE)));
          if (!left.isEmpty()) {
            lower.put(partition, left);
          }
        });
    return new EventSet(clusterId, lower);
  }

  private static List<Range> without(List<Range> ranges, List<Range> out) {
    List<Range> left = ranges;
    for (Range gone : out) {
      List<Range> next = new ArrayList<>();
      for (Range range : left) {
        add(next, range.from(), Math.min(range.to(), gone.from()));
        add(next, Math.max(range.from(), gone.to()), range.to());
      }
      left = next;
    }
    return left;
  }

  private static void add(List<Range> ranges, long from, long to) {
    if (from < to) {
      ranges.add(new Range(from, to));
    }
  }
}
