package dev.tidemark.control.replay;

import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.TopicProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far a run has come and when it will have caught up, from its own tidemarks and the ends of
 * its topics. Counts are differences of offsets: transactions and compaction leave gaps in them.
 */
final class Progress {
  /**
   * Speeds are those of the last half minute: a run far behind makes a version every ten seconds.
   */
  private static final Duration WINDOW = Duration.ofSeconds(35);

  /** What arrives in this time is no backlog. */
  private static final Duration AT_ONCE = Duration.ofSeconds(5);

  private record Point(Instant at, long events) {}

  private final Deque<Point> read = new ArrayDeque<>();
  private final Deque<Point> arrived = new ArrayDeque<>();

  /**
   * A look at a run.
   *
   * @param left events that it has not taken in yet
   * @param perSecond events that it took in a second, lately
   * @param arriving events that came into its topics a second, lately
   * @param secondsToGo until it has caught up, at these speeds; null if it does not get nearer
   */
  record Look(
      long left, double perSecond, double arriving, @Nullable Long secondsToGo, boolean caughtUp) {}

  /**
   * Adds what is seen now.
   *
   * @param mark the run's newest tidemark; null before the first
   * @param start where the run begins, used before its first tidemark
   * @param ends of the topics' partitions; those not in the tidemark count from 0
   */
  Look look(
      Instant now,
      @Nullable Tidemark mark,
      Map<TopicPartition, Long> start,
      Map<TopicPartition, Long> ends) {
    long left = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      long to = mark == null ? start.getOrDefault(end.getKey(), 0L) : to(mark, end.getKey());
      left += Math.max(0, end.getValue() - to);
    }
    long total = ends.values().stream().mapToLong(Long::longValue).sum();
    add(arrived, new Point(now, total));
    if (mark != null) {
      Long commit = mark.times().commit();
      add(
          read,
          new Point(commit == null ? now : Instant.ofEpochMilli(commit), sum(mark, ends.keySet())));
    }
    double perSecond = speed(read);
    double arriving = speed(arrived);
    boolean caughtUp = mark != null && left <= arriving * AT_ONCE.toSeconds();
    double nearer = perSecond - arriving;
    Long toGo = caughtUp ? (Long) 0L : nearer > 0 ? (Long) Math.round(left / nearer) : null;
    return new Look(left, perSecond, arriving, toGo, caughtUp);
  }

  private static void add(Deque<Point> points, Point point) {
    Point last = points.peekLast();
    if (last != null && !point.at().isAfter(last.at())) {
      return;
    }
    points.addLast(point);
    while (points.size() > 2
        && Duration.between(points.getFirst().at(), point.at()).compareTo(WINDOW) > 0) {
      points.removeFirst();
    }
  }

  private static double speed(Deque<Point> points) {
    if (points.size() < 2) {
      return 0;
    }
    Point first = points.getFirst();
    Point last = points.getLast();
    double seconds = Duration.between(first.at(), last.at()).toMillis() / 1_000.0;
    return Math.max(0, (last.events() - first.events()) / seconds);
  }

  private static long sum(Tidemark mark, Iterable<TopicPartition> partitions) {
    long sum = 0;
    for (TopicPartition partition : partitions) {
      sum += to(mark, partition);
    }
    return sum;
  }

  private static long to(Tidemark mark, TopicPartition partition) {
    for (TopicProgress topic : mark.topics()) {
      List<PartitionProgress> partitions = topic.partitions();
      if (topic.topic().equals(partition.topic()) && partition.partition() < partitions.size()) {
        return partitions.get(partition.partition()).to();
      }
    }
    return 0;
  }
}
