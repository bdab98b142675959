package dev.tidemark.control.horizon;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Environment;
import dev.tidemark.control.load.Topics;
import dev.tidemark.definition.Definitions;
import dev.tidemark.definition.Source;
import dev.tidemark.lineage.MissingEvents;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * Where topics begin now.
 *
 * @param clusterId of the cluster that has them
 * @param left by topic
 */
public record BeginningOfTopics(String clusterId, Map<String, MissingEvents.Left> left) {

  /** Asks the environment's Kafka about the topics of a definition. */
  public static BeginningOfTopics of(Environment environment, String definition) {
    List<String> topics =
        Definitions.named(definition).sources().stream().map(Source::topic).toList();
    return of(environment.kafkaClient(), topics);
  }

  /** Asks Kafka. */
  public static BeginningOfTopics of(Map<String, Object> client, List<String> topics) {
    var settings = new HashMap<>(Topics.patience());
    settings.putAll(client);
    try (Admin admin = Admin.create(settings)) {
      String cluster = admin.describeCluster().clusterId().get();
      Map<String, TopicDescription> described = admin.describeTopics(topics).allTopicNames().get();
      var left = new HashMap<String, MissingEvents.Left>();
      for (TopicDescription topic : described.values()) {
        left.put(
            topic.name(),
            new MissingEvents.Left(topic.topicId().toString(), earliest(admin, topic)));
      }
      return new BeginningOfTopics(cluster, Map.copyOf(left));
    } catch (ExecutionException failure) {
      throw CommandFailure.unreachable(
          "Cannot read where the topics %s begin: %s. Check that Kafka runs at %s and has them."
              .formatted(topics, failure.getCause().getMessage(), client.get("bootstrap.servers")),
          failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Stopped while waiting for Kafka.");
    }
  }

  private static List<Long> earliest(Admin admin, TopicDescription topic)
      throws ExecutionException, InterruptedException {
    var request = new HashMap<TopicPartition, OffsetSpec>();
    topic
        .partitions()
        .forEach(
            p ->
                request.put(
                    new TopicPartition(topic.name(), p.partition()), OffsetSpec.earliest()));
    var answer = admin.listOffsets(request).all().get();
    var earliest = new ArrayList<Long>();
    for (int p = 0; p < topic.partitions().size(); p++) {
      earliest.add(answer.get(new TopicPartition(topic.name(), p)).offset());
    }
    return earliest;
  }

  /** The first offsets by partition. */
  public Map<TopicPartition, Long> offsets() {
    var offsets = new HashMap<TopicPartition, Long>();
    left.forEach(
        (topic, has) -> {
          for (int p = 0; p < has.earliest().size(); p++) {
            offsets.put(new TopicPartition(topic, p), has.earliest().get(p));
          }
        });
    return offsets;
  }
}
