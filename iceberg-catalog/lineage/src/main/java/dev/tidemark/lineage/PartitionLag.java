package dev.tidemark.lineage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far one partition lags behind.
 *
 * @param events the difference of the offsets, which is the number of events as far as the topic
 *     has no gaps (aborted transactions, transaction markers and compaction make some)
 */
public record PartitionLag(String topic, int partition, long events) {

  /**
   * The partitions that {@code ahead} has read further than {@code behind}; empty if there are
   * none. Topics are compared by id: a recreated topic's offsets mean other records.
   *
   * @param behind null if nothing was read yet
   */
  public static List<PartitionLag> between(@Nullable Tidemark behind, Tidemark ahead) {
    return Behind.gaps(behind, ahead);
  }

  /** The events of all partitions. */
  public static long total(List<PartitionLag> lags) {
    return lags.stream().mapToLong(PartitionLag::events).sum();
  }

  /** As Kafka's tools write a partition: {@code orders-2}. */
  public String name() {
    return topic + "-" + partition;
  }
}
