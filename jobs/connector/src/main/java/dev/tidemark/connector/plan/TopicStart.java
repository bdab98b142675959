package dev.tidemark.connector.plan;

import java.io.Serializable;
import java.util.List;

/**
 * Where a run begins in one topic.
 *
 * @param topicId the cluster's id of the topic: a topic deleted and made again is another one
 * @param offsets the first offset to read; the position in the list is the partition's number
 */
public record TopicStart(String topic, String topicId, List<Long> offsets) implements Serializable {
  public TopicStart {
    offsets = List.copyOf(offsets);
  }
}
