package dev.tidemark.control.retention;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.Environment;
import dev.tidemark.control.KafkaConnection;
import dev.tidemark.control.load.Topics;
import dev.tidemark.definition.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * How long topics keep their events by their settings. What has been removed already is another
 * question: {@code MissingEvents}.
 *
 * @param topics those whose settings could be read
 * @param unseen those whose settings nobody may read here
 */
public record Retention(List<KeptTopic> topics, List<String> unseen) {

  /** Asks the environment's Kafka. A topic that does not exist has no settings. */
  public static Retention of(Environment environment, Collection<String> topics) {
    try (KafkaConnection kafka = KafkaConnection.begin(environment, Topics.patience())) {
      return of(kafka, topics, environment.require("bootstrap-servers"));
    }
  }

  /**
   * Asks Kafka.
   *
   * @param servers how failures name the cluster
   */
  public static Retention of(KafkaConnection kafka, Collection<String> topics, String servers) {
    List<KeptTopic> kept = new ArrayList<>();
    List<String> unseen = new ArrayList<>();
    try {
      Map<ConfigResource, KafkaFuture<Config>> answers =
          kafka
              .admin()
              .describeConfigs(
                  topics.stream()
                      .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                      .toList())
              .values();
      for (String topic : topics) {
        try {
          Config settings = answers.get(new ConfigResource(ConfigResource.Type.TOPIC, topic)).get();
          kept.add(KeptTopic.of(topic, settings));
        } catch (ExecutionException failure) {
          if (failure.getCause() instanceof TopicAuthorizationException) {
            unseen.add(topic);
          } else if (!(failure.getCause() instanceof UnknownTopicOrPartitionException)) {
            throw failure;
          }
        }
      }
      return new Retention(List.copyOf(kept), List.copyOf(unseen));
    } catch (ExecutionException failure) {
      throw CommandFailure.unreachable(
          "Cannot read how long the topics %s keep their events: %s. Check that Kafka runs at %s."
              .formatted(topics, failure.getCause().getMessage(), servers),
          failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Stopped while waiting for Kafka.");
    }
  }

  /** The topics that keep their events for less than this, each with what it says. */
  public List<String> shorterThan(Duration horizon) {
    List<String> shorter = new ArrayList<>();
    for (KeptTopic topic : topics) {
      Duration keeps = topic.keeps();
      if (keeps != null && keeps.compareTo(horizon) < 0) {
        shorter.add(
            "%s keeps its events for %s (retention.ms)"
                .formatted(topic.name(), DurationText.of(keeps)));
      }
    }
    return shorter;
  }

  /** What else may take events before the horizon, which settings cannot tell. */
  public List<String> doubts() {
    List<String> doubts = new ArrayList<>();
    for (KeptTopic topic : topics) {
      if (topic.bytes() != null) {
        doubts.add(
            "%s drops its oldest events at %,d bytes a partition (retention.bytes), however young they are"
                .formatted(topic.name(), topic.bytes()));
      }
    }
    for (String topic : unseen) {
      doubts.add("nobody may read the settings of %s here".formatted(topic));
    }
    return doubts;
  }

  /** The names of those topics that lose an event when a newer one has its key. */
  List<String> compacted() {
    return topics.stream().filter(KeptTopic::compacted).map(KeptTopic::name).toList();
  }
}
