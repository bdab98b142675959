package dev.tidemark.tests.watch;

import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.TopicProgress;
import dev.tidemark.tests.events.EventLog;
import dev.tidemark.tests.events.Sent;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What must hold between two stamps that follow each other on a run's branch. */
final class StampRules {
  private final List<String> topics;
  private final String run;
  private final EventLog log;
  private final Consumer<String> violations;
  private boolean counting = true;
  private boolean countingPoison = true;
  private volatile @Nullable Tidemark last;

  StampRules(List<String> topics, String run, EventLog log, Consumer<String> violations) {
    this.topics = List.copyOf(topics);
    this.run = run;
    this.log = log;
    this.violations = violations;
  }

  void countNothing() {
    counting = false;
  }

  void countConsumedOnly() {
    countingPoison = false;
  }

  Optional<Tidemark> last() {
    return Optional.ofNullable(last);
  }

  void check(Tidemark stamp) {
    Tidemark before = last;
    require(stamp, stamp.run().equals(run), "is of run " + stamp.run());
    String parent = before == null ? null : before.id();
    require(
        stamp,
        Objects.equals(stamp.parent(), parent),
        "has parent %s, the one before is %s".formatted(stamp.parent(), parent));
    if (before != null) {
      require(stamp, stamp.epoch() > before.epoch(), "follows epoch %d".formatted(before.epoch()));
    }
    for (String topic : topics) {
      Optional<TopicProgress> progress = stamp.topic(topic);
      require(stamp, progress.isPresent(), "lacks topic " + topic);
      progress.ifPresent(now -> checkTopic(stamp, before, now));
    }
    last = stamp;
  }

  private void checkTopic(Tidemark stamp, @Nullable Tidemark before, TopicProgress now) {
    String topic = now.topic();
    Optional<TopicProgress> then =
        Optional.ofNullable(before).flatMap(tidemark -> tidemark.topic(topic));
    List<PartitionProgress> known = then.map(TopicProgress::partitions).orElse(List.of());
    require(
        stamp,
        then.isEmpty() || then.get().topicId().equals(now.topicId()),
        "has another topic id");
    require(
        stamp, now.partitions().size() >= known.size(), "has fewer partitions than the one before");
    for (int p = 0; p < now.partitions().size(); p++) {
      PartitionProgress partition = now.partitions().get(p);
      boolean isKnown = p < known.size();
      long from = isKnown ? known.get(p).to() : partition.start();
      require(
          stamp,
          !isKnown || known.get(p).start() == partition.start(),
          "moved the start of %s-%d".formatted(topic, p));
      require(
          stamp,
          partition.to() >= from,
          "takes %s-%d back from %d to %d".formatted(topic, p, from, partition.to()));
      checkCounts(stamp, new TopicPartition(topic, p), from, partition);
    }
  }

  private void checkCounts(
      Tidemark stamp, TopicPartition place, long from, PartitionProgress partition) {
    long sum =
        partition.accepted() + partition.rejected() + partition.late() + partition.excluded();
    require(
        stamp,
        partition.consumed() == sum,
        "consumed %d of %s, which went %d ways".formatted(partition.consumed(), place, sum));
    if (!counting) {
      return;
    }
    Collection<Sent> events = log.events(place, from, partition.to());
    long poison = events.stream().filter(Sent::isPoison).count();
    require(
        stamp,
        partition.consumed() == events.size()
            && (!countingPoison || partition.rejected() == poison),
        "counts %d consumed, %d rejected in [%d, %d) of %s, where %d were sent, %d of them poison"
            .formatted(
                partition.consumed(),
                partition.rejected(),
                from,
                partition.to(),
                place,
                events.size(),
                poison));
  }

  private void require(Tidemark stamp, boolean holds, String what) {
    if (!holds) {
      violations.accept("The stamp of epoch %d of run %s %s".formatted(stamp.epoch(), run, what));
    }
  }
}
