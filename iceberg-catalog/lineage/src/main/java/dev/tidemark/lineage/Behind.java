package dev.tidemark.lineage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The partitions in which one tidemark is behind another. */
final class Behind {
  private static final int NAMED = 3;

  private Behind() {}

  /** What is missing, for people. */
  static String describe(List<PartitionLag> gaps) {
    List<String> named =
        gaps.stream()
            .limit(NAMED)
            .map(gap -> "%s by %d events".formatted(gap.name(), gap.events()))
            .toList();
    return "%d %s behind the lead (%s%s)"
        .formatted(
            gaps.size(),
            gaps.size() == 1 ? "partition is" : "partitions are",
            String.join(", ", named),
            gaps.size() > NAMED ? ", …" : "");
  }

  /** What is missing, the most first; empty if {@code candidate} has read at least as far. */
  static List<PartitionLag> gaps(@Nullable Tidemark candidate, Tidemark lead) {
    List<PartitionLag> gaps = new ArrayList<>();
    for (TopicProgress topic : lead.topics()) {
      List<PartitionProgress> own = partitions(candidate, lead.clusterId(), topic.topicId());
      for (int p = 0; p < topic.partitions().size(); p++) {
        PartitionProgress needed = topic.partitions().get(p);
        long from = p < own.size() ? own.get(p).to() : needed.start();
        if (from < needed.to()) {
          gaps.add(new PartitionLag(topic.topic(), p, needed.to() - from));
        }
      }
    }
    gaps.sort(Comparator.comparingLong(PartitionLag::events).reversed());
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
