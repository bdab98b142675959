package dev.tidemark.connector.sink;

import dev.tidemark.connector.plan.StartVector;
import dev.tidemark.connector.plan.TopicStart;
import dev.tidemark.connector.track.Report;
import dev.tidemark.lineage.Exclusion;
import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.TopicProgress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a run is in every partition, and what happened in each since its last tidemark. Filled by
 * the trackers' reports, read once per epoch.
 */
final class RunPosition {
  private final Map<String, Topic> topics = new LinkedHashMap<>();
  private boolean moved;

  static RunPosition startingAt(StartVector start) {
    RunPosition position = new RunPosition();
    for (TopicStart topic : start.topics()) {
      Topic added = new Topic(topic.topicId());
      topic.offsets().forEach(offset -> added.partitions.add(new Partition(offset, offset)));
      position.topics.put(topic.topic(), added);
    }
    return position;
  }

  static RunPosition after(Tidemark last) {
    RunPosition position = new RunPosition();
    for (TopicProgress topic : last.topics()) {
      Topic added = new Topic(topic.topicId());
      topic.partitions().forEach(p -> added.partitions.add(new Partition(p.start(), p.to())));
      position.topics.put(topic.topic(), added);
    }
    return position;
  }

  /**
   * Adds what one tracker read.
   *
   * @return the partitions that were unknown until now; Kafka's source reads such a partition from
   *     its earliest offset, and the run's start in it is 0
   */
  List<TopicPartition> add(Report report) {
    List<TopicPartition> found = new ArrayList<>();
    for (int i = 0; i < report.topics.length; i++) {
      Topic topic = topics.get(report.topics[i]);
      if (topic == null) {
        throw new IllegalStateException(
            "A report speaks of topic %s, the run reads %s"
                .formatted(report.topics[i], topics.keySet()));
      }
      while (topic.partitions.size() <= report.partitions[i]) {
        found.add(new TopicPartition(report.topics[i], topic.partitions.size()));
        topic.partitions.add(new Partition(0, 0));
      }
      topic.partitions.get(report.partitions[i]).add(report, i);
      moved = true;
    }
    return found;
  }

  /** True if a partition was read on since the last call of {@link #startNextEpoch}. */
  boolean moved() {
    return moved;
  }

  List<TopicProgress> progress() {
    List<TopicProgress> progress = new ArrayList<>();
    topics.forEach(
        (name, topic) ->
            progress.add(
                new TopicProgress(
                    name, topic.id, topic.partitions.stream().map(Partition::progress).toList())));
    return progress;
  }

  /**
   * Those of these ranges that lie in topics of this run. A table's ledger also keeps ranges of a
   * topic that was made anew since, and of one that the definition has dropped: they leave out
   * nothing that this run could read, and a tidemark names none of them.
   */
  List<Exclusion> applying(List<Exclusion> ranges) {
    List<String> ids = topics.values().stream().map(topic -> topic.id).toList();
    return ranges.stream().filter(range -> ids.contains(range.topicId())).toList();
  }

  void startNextEpoch() {
    moved = false;
    topics.values().forEach(topic -> topic.partitions.forEach(Partition::startNextEpoch));
  }

  private static final class Topic {
    final String id;
    final List<Partition> partitions = new ArrayList<>();

    Topic(String id) {
      this.id = id;
    }
  }

  private static final class Partition {
    final long start;
    long to;
    long consumed;
    long accepted;
    long rejected;
    long late;
    long excluded;

    Partition(long start, long to) {
      this.start = start;
      this.to = to;
    }

    /**
     * Two readers may both have had the partition in one epoch only across a restart, never here.
     */
    void add(Report report, int i) {
      if (report.to[i] < to) {
        throw new IllegalStateException(
            "%s-%d was read up to %d and is reported at %d"
                .formatted(report.topics[i], report.partitions[i], to, report.to[i]));
      }
      to = report.to[i];
      consumed += report.consumed[i];
      accepted += report.accepted[i];
      rejected += report.rejected[i];
      late += report.late[i];
      excluded += report.excluded[i];
    }

    PartitionProgress progress() {
      return new PartitionProgress(start, to, consumed, accepted, rejected, late, excluded);
    }

    void startNextEpoch() {
      consumed = 0;
      accepted = 0;
      rejected = 0;
      late = 0;
      excluded = 0;
    }
  }
}
