package dev.tidemark.lineage;

import java.util.List;

/**
 * How far a topic has been read.
 *
 * @param topic the topic's name
 * @param topicId the id that the broker gave the topic: a topic deleted and created again under its
 *     old name is another topic, whose offsets mean other records
 * @param partitions one entry for each partition; the position in the list is the partition's
 *     number
 */
public record TopicProgress(String topic, String topicId, List<PartitionProgress> partitions) {

  public TopicProgress {
    // The separators of the summary's text form; Kafka allows none of them in either.
    requireName("topic", topic);
    requireName("topic id", topicId);
    partitions = List.copyOf(partitions);
    if (partitions.isEmpty()) {
      throw new IllegalArgumentException(
          "Topic %s has no partitions; resolve all of them before the first epoch."
              .formatted(topic));
    }
  }

  static void requireName(String what, String name) {
    if (!name.matches("[a-zA-Z0-9._-]+")) {
      throw new IllegalArgumentException(
          "The %s is \"%s\"; it may hold letters, digits, dot, underscore and hyphen only."
              .formatted(what, name));
    }
  }
}
