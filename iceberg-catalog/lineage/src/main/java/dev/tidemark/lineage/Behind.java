package dev.tidemark.lineage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The partitions in which one tidemark is behind another. */
final class Behind {
  private record Gap(String partition, long events) {}

  private static final int NAMED = 3;

  private Behind() {}

  /**
   * What is missing, for people; empty if {@code candidate} has read at least as far everywhere.
   * Topics are compared by id: a recreated topic's offsets mean other records.
   */
  static Optional<String> describe(@Nullable Tidemark candidate, Tidemark lead) {
    List<Gap> gaps = gaps(candidate, lead);
    if (gaps.isEmpty()) {
      return Optional.empty();
    }
    gaps.sort(Comparator.comparingLong(Gap::events).reversed());
    List<String> named =
        gaps.stream()
            .limit(NAMED)
            .map(gap -> "%s by %d events".formatted(gap.partition(), gap.events()))
            .toList();
    return Optional.of(
        "%d %s behind the lead (%s%s)"
            .formatted(
                gaps.size(),
                gaps.size() == 1 ? "partition is" : "partitions are",
                String.join(", ", named),
                gaps.size() > NAMED ? ", …" : ""));
  }

  private static List<Gap> gaps(@Nullable Tidemark candidate, Tidemark lead) {
    List<Gap> gaps = new ArrayList<>();
    for (TopicProgress topic : lead.topics()) {
      List<PartitionProgress> own = partitions(candidate, lead.clusterId(), topic.topicId());
      for (int p = 0; p < topic.partitions().size(); p++) {
        PartitionProgress needed = topic.partitions().get(p);
        long from = p < own.size() ? own.get(p).to() : needed.start();
        if (from < needed.to()) {
          gaps.add(new Gap(topic.topic() + "-" + p, needed.to() - from));
        }
      }
    }
    return gaps;
  }

  private static List<PartitionProgress> partitions(
      @Nullable Tidemark candidate, String clusterId, String topicId) {
    if (candidate == null || !candidate.clusterId().equals(clusterId)) {
      return List.of();
    }
    return candidate.topics().stream()
        .filter(topic -> topic.topicId().equals(topicId))
        .findFirst()
        .map(TopicProgress::partitions)
        .orElse(List.of());
  }
}
