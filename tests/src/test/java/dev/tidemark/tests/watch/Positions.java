package dev.tidemark.tests.watch;

import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.TopicProgress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** A stamp's offsets by partition. */
public final class Positions {
  private Positions() {}

  /** The next offset to read of each partition. */
  public static Map<TopicPartition, Long> of(Tidemark stamp) {
    Map<TopicPartition, Long> to = new HashMap<>();
    for (TopicProgress topic : stamp.topics()) {
      List<PartitionProgress> partitions = topic.partitions();
      for (int p = 0; p < partitions.size(); p++) {
        to.put(new TopicPartition(topic.topic(), p), partitions.get(p).to());
      }
    }
    return to;
  }
}
