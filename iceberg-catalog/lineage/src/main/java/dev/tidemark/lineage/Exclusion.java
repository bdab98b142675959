package dev.tidemark.lineage;

import java.io.Serializable;

/**
 * Offsets that a table leaves out: {@code from} is the first one left out, {@code to} the first one
 * after it that is not.
 *
 * @param topic the topic's name
 * @param topicId the id that the broker gave the topic; a topic deleted and created again under its
 *     old name is another topic, of which this leaves out nothing
 */
public record Exclusion(String topic, String topicId, int partition, long from, long to)
    implements Serializable {

  public Exclusion {
    TopicProgress.requireName("topic", topic);
    TopicProgress.requireName("topic id", topicId);
    if (partition < 0 || from < 0 || from >= to) {
      throw new IllegalArgumentException(
          "Exclusion of %s-%d from %d to %d is empty or negative; give the first offset left out and the first one kept after it."
              .formatted(topic, partition, from, to));
    }
  }

  /** True for offsets of the same partition of the same topic. */
  boolean samePartition(Exclusion other) {
    return topicId.equals(other.topicId) && partition == other.partition;
  }

  /** For people: {@code orders-0 from 100 to before 120}. */
  @Override
  public String toString() {
    return "%s-%d from %d to before %d".formatted(topic, partition, from, to);
  }
}
