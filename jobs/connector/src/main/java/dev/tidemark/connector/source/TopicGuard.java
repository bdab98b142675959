package dev.tidemark.connector.source;

import dev.tidemark.connector.plan.KafkaAdmin;
import dev.tidemark.connector.plan.RunRefusedException;
import dev.tidemark.connector.plan.StartVector;
import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.TopicProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kafka what offsets alone cannot tell: whether a topic is still the topic that a tidemark
 * speaks of, and whether events that a run still needs are gone. While Kafka cannot be asked it
 * waits; without Kafka there are no new events to be late for.
 */
public final class TopicGuard implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicGuard.class);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final Admin admin;

  public TopicGuard(Map<String, String> kafka) {
    this.admin = KafkaAdmin.of(kafka);
  }

  /** Where a run from the earliest offsets begins. */
  public StartVector earliest(List<String> topics) throws InterruptedException {
    return StartVector.earliest(admin, topics);
  }

  /**
   * Refuses if a topic was deleted or made anew since the tidemark's offsets were first read.
   *
   * <p>Called with a tidemark <em>after</em> its records were read and before it is committed: if
   * any of them came from a topic made anew, the topic was made anew before they were read, so this
   * later look sees it. No snapshot can mix two topics' events under one topic id.
   */
  public void requireSameTopics(Tidemark tidemark) throws InterruptedException {
    askForSameTopics(tidemark).require();
  }

  /**
   * Asks Kafka now what {@link #requireSameTopics} asks, and has it answered when the answer is
   * required. In between, the caller can do what the answer does not matter for.
   */
  public Asked askForSameTopics(Tidemark tidemark) {
    Map<String, String> ids = new LinkedHashMap<>();
    tidemark.topics().forEach(topic -> ids.put(topic.topic(), topic.topicId()));
    return askForSameTopics(tidemark.run(), ids);
  }

  /** A question that Kafka was asked. */
  @FunctionalInterface
  public interface Asked {

    /** Waits for the answer, asking again while there is none; refuses if it says so. */
    void require() throws InterruptedException;
  }

  /**
   * Refuses if a topic is not the one that a run began with.
   *
   * @param ids topic ids by topic
   */
  void requireSameTopics(String run, Map<String, String> ids) throws InterruptedException {
    askForSameTopics(run, ids).require();
  }

  private Asked askForSameTopics(String run, Map<String, String> ids) {
    AtomicReference<@Nullable DescribeTopicsResult> first =
        new AtomicReference<>(admin.describeTopics(ids.keySet()));
    return () -> {
      Map<String, TopicDescription> now =
          ask(
              () -> {
                DescribeTopicsResult asked = first.getAndSet(null);
                return answer(run, ids, asked == null ? admin.describeTopics(ids.keySet()) : asked);
              });
      requireSame(run, ids, now);
    };
  }

  private static void requireSame(
      String run, Map<String, String> ids, Map<String, TopicDescription> now) {
    ids.forEach(
        (topic, id) -> {
          String found = now.get(topic).topicId().toString();
          if (!found.equals(id)) {
            throw new RunRefusedException(
                ("Topic %s was made anew: run %s holds events of topic id %s, the cluster has id %s"
                        + " now. Its offsets mean other events. Start a new run.")
                    .formatted(topic, run, id, found));
          }
        });
  }

  private static Map<String, TopicDescription> answer(
      String run, Map<String, String> ids, DescribeTopicsResult asked)
      throws ExecutionException, InterruptedException {
    try {
      return asked.allTopicNames().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new RunRefusedException(
            "One of the topics %s of run %s was deleted. Start a new run once it exists."
                .formatted(ids.keySet(), run));
      }
      throw e;
    }
  }

  /**
   * Refuses if Kafka no longer has the events right behind a tidemark: to go on would skip them.
   */
  public void requireReadable(Tidemark tidemark) throws InterruptedException {
    Map<TopicPartition, Long> wanted = new HashMap<>();
    for (TopicProgress topic : tidemark.topics()) {
      List<PartitionProgress> partitions = topic.partitions();
      for (int p = 0; p < partitions.size(); p++) {
        wanted.put(new TopicPartition(topic.topic(), p), partitions.get(p).to());
      }
    }
    requireReadable(wanted);
  }

  /**
   * Refuses if a partition begins behind the offset at which it should be read on.
   *
   * @param wanted the next offset to read of each partition
   */
  public void requireReadable(Map<TopicPartition, Long> wanted) throws InterruptedException {
    Map<TopicPartition, Long> earliest = offsets(wanted, OffsetSpec.earliest());
    Map<TopicPartition, Long> latest = offsets(wanted, OffsetSpec.latest());
    List<String> deleted = new ArrayList<>();
    List<String> cut = new ArrayList<>();
    wanted.forEach(
        (partition, next) -> {
          if (earliest.get(partition) > next) {
            deleted.add(
                "%s [%d, %d) is deleted".formatted(partition, next, earliest.get(partition)));
          } else if (latest.get(partition) < next) {
            cut.add("%s ends at %d, before %d".formatted(partition, latest.get(partition), next));
          }
        });
    if (!deleted.isEmpty()) {
      throw new RunRefusedException(
          ("Kafka no longer has the events that come next: %s. Start a new run from what is left, and"
                  + " raise the topic's retention above the recovery horizon.")
              .formatted(sorted(deleted)));
    }
    if (!cut.isEmpty()) {
      throw new RunRefusedException(
          ("Kafka has lost events that were read: %s. The brokers came back from an older copy or"
                  + " elected a leader that lacked them; what follows would be read as other"
                  + " events. Find out which, then start a new run.")
              .formatted(sorted(cut)));
    }
  }

  private static String sorted(List<String> ranges) {
    return ranges.stream().sorted().collect(Collectors.joining("; "));
  }

  private Map<TopicPartition, Long> offsets(Map<TopicPartition, Long> of, OffsetSpec spec)
      throws InterruptedException {
    Map<TopicPartition, OffsetSpec> request = new HashMap<>();
    of.keySet().forEach(partition -> request.put(partition, spec));
    Map<TopicPartition, ListOffsetsResultInfo> answer =
        ask(() -> admin.listOffsets(request).all().get());
    Map<TopicPartition, Long> offsets = new HashMap<>();
    answer.forEach((partition, info) -> offsets.put(partition, info.offset()));
    return offsets;
  }

  private static <T> T ask(Callable<T> question) throws InterruptedException {
    Duration wait = Duration.ofMillis(100);
    while (true) {
      try {
        return question.call();
      } catch (RunRefusedException | InterruptedException e) {
        throw e;
      } catch (Exception e) {
        LOG.warn("Kafka does not answer: {}. Asking again in {} ms.", e, wait.toMillis());
        Thread.sleep(wait.toMillis());
        wait =
            wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
      }
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
