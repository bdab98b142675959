package dev.tidemark.connector.plan;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Where a run begins in every partition of its topics, resolved before the job starts: a partition
 * that never gets a record has its place in the first tidemark too.
 */
public record StartVector(String clusterId, List<TopicStart> topics) implements Serializable {
  public StartVector {
    topics = List.copyOf(topics);
  }

  /**
   * The earliest offsets that the cluster still has.
   *
   * @throws RunRefusedException if a topic does not exist
   */
  public static StartVector earliest(Admin admin, List<String> topics) throws InterruptedException {
    try {
      String clusterId = admin.describeCluster().clusterId().get();
      Map<String, TopicDescription> described = admin.describeTopics(topics).allTopicNames().get();
      Map<TopicPartition, Long> earliest = earliest(admin, described);
      List<TopicStart> starts = new ArrayList<>();
      for (String topic : topics) {
        TopicDescription description = described.get(topic);
        List<Long> offsets = new ArrayList<>();
        for (int p = 0; p < description.partitions().size(); p++) {
          offsets.add(earliest.get(new TopicPartition(topic, p)));
        }
        starts.add(new TopicStart(topic, description.topicId().toString(), offsets));
      }
      return new StartVector(clusterId, starts);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new RunRefusedException(
            "One of the topics %s does not exist. Create it, or correct the definition's sources."
                .formatted(topics));
      }
      throw new IllegalStateException(
          "Cannot read the offsets of %s: %s. Check kafka.bootstrap.servers and the cluster."
              .formatted(topics, e.getCause()),
          e.getCause());
    }
  }

  private static Map<TopicPartition, Long> earliest(
      Admin admin, Map<String, TopicDescription> described)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> request = new HashMap<>();
    described.forEach(
        (topic, description) ->
            description
                .partitions()
                .forEach(
                    p ->
                        request.put(
                            new TopicPartition(topic, p.partition()), OffsetSpec.earliest())));
    return admin.listOffsets(request).all().get().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().offset()));
  }

  /** Topic ids by topic name. */
  public Map<String, String> topicIds() {
    return topics.stream().collect(Collectors.toMap(TopicStart::topic, TopicStart::topicId));
  }

  /** The start offsets of one topic's partitions, as Kafka's source takes them. */
  public Map<TopicPartition, Long> offsets(String topic) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (TopicStart start : topics) {
      if (start.topic().equals(topic)) {
        for (int p = 0; p < start.offsets().size(); p++) {
          offsets.put(new TopicPartition(topic, p), start.offsets().get(p));
        }
      }
    }
    return offsets;
  }
}
