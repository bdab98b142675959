package dev.tidemark.connector.pace;

import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.TopicProgress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a topic's partitions ended when, lately, sampled about once a second. */
final class EndsOfTopic {
  /** Ten minutes; who waits longer is late by any objective. */
  private static final int KEPT = 600;

  private static final int STILL = 3;

  private record Sample(long millis, Map<Integer, Long> ends) {
    long total() {
      return ends.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  private final Deque<Sample> samples = new ArrayDeque<>();

  void add(long millis, Map<Integer, Long> ends) {
    samples.addLast(new Sample(millis, Map.copyOf(ends)));
    if (samples.size() > KEPT) {
      samples.removeFirst();
    }
  }

  /** Where the partitions ended last; empty before the first sample. */
  Map<Integer, Long> latest() {
    Sample last = samples.peekLast();
    return last == null ? Map.of() : last.ends();
  }

  /** Where a tidemark's run has read to, by partition. */
  static Map<Integer, Long> to(TopicProgress progress) {
    List<PartitionProgress> partitions = progress.partitions();
    Map<Integer, Long> to = new HashMap<>();
    for (int p = 0; p < partitions.size(); p++) {
      to.put(p, partitions.get(p).to());
    }
    return to;
  }

  /**
   * How long the oldest event has been there that the live table lacks.
   *
   * @param live how far it has read the topic; empty if it does not read it, as when a replay's new
   *     definition joins one more: then nobody waits for its events there, and the age is zero
   */
  Duration waiting(Optional<TopicProgress> live, long nowMillis) {
    return live.map(read -> waiting(to(read), nowMillis)).orElse(Duration.ZERO);
  }

  /** How long the oldest event that is not below these offsets has been there; zero if none is. */
  Duration waiting(Map<Integer, Long> to, long nowMillis) {
    for (Sample sample : samples) {
      boolean passed =
          sample.ends().entrySet().stream()
              .anyMatch(end -> end.getValue() > to.getOrDefault(end.getKey(), 0L));
      if (passed) {
        return Duration.ofMillis(nowMillis - sample.millis());
      }
    }
    return Duration.ZERO;
  }

  /** Events a second over the last ten samples. */
  double arriving() {
    Sample last = samples.peekLast();
    Sample first = null;
    int count = 0;
    for (var back = samples.descendingIterator(); back.hasNext() && count < 10; count++) {
      first = back.next();
    }
    return first == null || last == null || last.millis() <= first.millis()
        ? 0
        : (last.total() - first.total()) * 1_000.0 / (last.millis() - first.millis());
  }

  /** Whether the last three samples are the same; false while there are fewer. */
  boolean standStill() {
    return samples.size() >= STILL
        && samples.stream()
            .skip(samples.size() - STILL)
            .allMatch(sample -> sample.ends().equals(latest()));
  }

  /** Events below the last ends and not below these positions. */
  long left(Map<Integer, Long> positions) {
    long left = 0;
    for (Map.Entry<Integer, Long> end : latest().entrySet()) {
      left += Math.max(0, end.getValue() - positions.getOrDefault(end.getKey(), 0L));
    }
    return left;
  }
}
