package dev.tidemark.lineage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The events that a table's first run began with and its topics no longer have, so that a run from
 * the earliest offsets would silently be a run over fewer events.
 */
public final class MissingEvents {
  /**
   * What a topic still has.
   *
   * @param topicId the cluster's id of the topic as it is now
   * @param earliest first offset of each partition, by its number
   */
  public record Left(String topicId, List<Long> earliest) {
    public Left {
      earliest = List.copyOf(earliest);
    }
  }

  private MissingEvents() {}

  /**
   * Compares where the table began with where its topics begin now. Topics that are not among those
   * left are not looked at: another definition may read fewer.
   *
   * @param table any tidemark of the table; it says where its run began in every partition
   * @param clusterId of the cluster that has the topics now
   * @param left by topic
   * @return the ranges, for people; empty if nothing is missing
   */
  public static Optional<String> describe(
      Tidemark table, String clusterId, Map<String, Left> left) {
    return describe(table, PartitionProgress::start, clusterId, left);
  }

  /**
   * The same for a run that goes on from a version: the events behind it that are gone. A topic
   * that was made anew, or is another cluster's, has none of them.
   *
   * @param version the tidemark of that version
   */
  public static Optional<String> behind(
      Tidemark version, String clusterId, Map<String, Left> left) {
    for (TopicProgress topic : version.topics()) {
      Left now = left.get(topic.topic());
      if (now == null
          || !version.clusterId().equals(clusterId)
          || !topic.topicId().equals(now.topicId())) {
        return Optional.of("the topic %s of id %s".formatted(topic.topic(), topic.topicId()));
      }
    }
    return describe(version, PartitionProgress::to, clusterId, left);
  }

  private static Optional<String> describe(
      Tidemark table,
      ToLongFunction<PartitionProgress> from,
      String clusterId,
      Map<String, Left> left) {
    List<String> ranges = new ArrayList<>();
    for (TopicProgress topic : table.topics()) {
      Left now = left.get(topic.topic());
      if (now != null) {
        boolean same = table.clusterId().equals(clusterId) && topic.topicId().equals(now.topicId());
        addRanges(ranges, topic, from, same ? now.earliest() : List.of(), same);
      }
    }
    return ranges.isEmpty()
        ? Optional.empty()
        : Optional.of(ranges.stream().sorted().collect(Collectors.joining("; ")));
  }

  private static void addRanges(
      List<String> ranges,
      TopicProgress topic,
      ToLongFunction<PartitionProgress> from,
      List<Long> earliest,
      boolean same) {
    for (int p = 0; p < topic.partitions().size(); p++) {
      PartitionProgress partition = topic.partitions().get(p);
      long wanted = from.applyAsLong(partition);
      long first = p < earliest.size() ? earliest.get(p) : partition.to();
      if (wanted < first) {
        ranges.add(
            "%s-%d [%d, %d)%s"
                .formatted(
                    topic.topic(),
                    p,
                    wanted,
                    first,
                    same ? "" : " of the topic's former id " + topic.topicId()));
      }
    }
  }
}
