package dev.tidemark.control.freshness;

import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.TopicProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * When each partition's last stable offset got how far, and from that the consumption age of a
 * table: now minus the moment at which the end first passed the tidemark's {@code to}.
 *
 * <p>Simplified against the design in three ways. Moments are those of samples, so an age is up to
 * one interval too small. For what was there before the first sample the age is only a lower bound,
 * where the design takes the record's own timestamp. And a partition that ends in a transaction's
 * marker, which is an offset but no record, reads as behind until the next record. Views that hold
 * records back (windows) are not looked at: there are none yet.
 *
 * <p>Safe for one thread that samples and others that ask.
 */
public final class EndOffsets {
  /** Enough for a day of samples that all moved, at one a second. */
  private static final int KEPT = 86_400;

  private record Sample(Instant at, long end) {}

  private final Map<TopicPartition, Deque<Sample>> samples = new HashMap<>();
  private @Nullable Instant latest;

  /** Notes where the partitions end. */
  public synchronized void sample(Instant at, Map<TopicPartition, Long> ends) {
    latest = at;
    ends.forEach(
        (partition, end) -> {
          Deque<Sample> kept = samples.computeIfAbsent(partition, p -> new ArrayDeque<>());
          Sample last = kept.peekLast();
          if (last == null || last.end() != end) {
            kept.addLast(new Sample(at, end));
            if (kept.size() > KEPT) {
              kept.removeFirst();
            }
          }
        });
  }

  /** Where each partition ended when it was last looked at; empty before the first sample. */
  public synchronized Map<TopicPartition, Long> latest() {
    var ends = new HashMap<TopicPartition, Long>();
    samples.forEach(
        (partition, kept) -> {
          Sample last = kept.peekLast();
          if (last != null) {
            ends.put(partition, last.end());
          }
        });
    return ends;
  }

  /** How far a table with this tidemark lies behind now, by its worst partition. */
  public synchronized Staleness of(Tidemark mark, Instant now) {
    if (latest == null) {
      return new Staleness.Unmeasurable("the topics were never looked at");
    }
    Duration age = Duration.ZERO;
    boolean atLeast = false;
    for (TopicProgress topic : mark.topics()) {
      List<PartitionProgress> partitions = topic.partitions();
      for (int i = 0; i < partitions.size(); i++) {
        Deque<Sample> kept = samples.get(new TopicPartition(topic.topic(), i));
        if (kept == null) {
          return new Staleness.Unmeasurable(topic.topic() + "-" + i + " was never looked at");
        }
        Sample first = kept.peekFirst();
        Instant passed = passed(kept, partitions.get(i).to());
        if (passed != null && first != null) {
          Duration behind = Duration.between(passed, now);
          if (behind.compareTo(age) > 0) {
            age = behind;
            atLeast = passed.equals(first.at());
          }
        }
      }
    }
    return atLeast ? new Staleness.AtLeast(age) : new Staleness.Measured(age);
  }

  /** When the end was first seen beyond {@code to}; null if it never was. */
  private static @Nullable Instant passed(Deque<Sample> kept, long to) {
    for (Sample sample : kept) {
      if (sample.end() > to) {
        return sample.at();
      }
    }
    return null;
  }
}
