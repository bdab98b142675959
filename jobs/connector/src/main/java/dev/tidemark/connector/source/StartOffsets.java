package dev.tidemark.connector.source;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * The start vector for Kafka's source. A partition added since the vector was resolved starts at 0:
 * all of its events are the run's. Flink's own initializer would ask for a consumer group's offsets
 * there, and with its usual reset strategy jump over deleted events without a word.
 */
final class StartOffsets implements OffsetsInitializer {
  private static final long serialVersionUID = 1L;

  private final Map<TopicPartition, Long> offsets;

  StartOffsets(Map<TopicPartition, Long> offsets) {
    this.offsets = new HashMap<>(offsets);
  }

  @Override
  public Map<TopicPartition, Long> getPartitionOffsets(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
    Map<TopicPartition, Long> starts = new HashMap<>();
    partitions.forEach(partition -> starts.put(partition, offsets.getOrDefault(partition, 0L)));
    return starts;
  }

  @Override
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return OffsetResetStrategy.NONE;
  }
}
