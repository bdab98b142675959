package dev.tidemark.tests.world;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics of a broker, to be made, grown, cut and deleted. */
public final class Topics implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Admin admin;

  public Topics(String bootstrapServers) {
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  /** Makes a topic. */
  public void create(String topic, int partitions) {
    create(topic, partitions, Map.of());
  }

  /** Makes a topic, with settings over the broker's. */
  public void create(String topic, int partitions, Map<String, String> settings) {
    NewTopic made = new NewTopic(topic, partitions, (short) 1).configs(settings);
    await("topic " + topic)
        .atMost(PATIENCE)
        .until(
            () -> {
              try {
                admin.createTopics(List.of(made)).all().get();
                return true;
              } catch (ExecutionException e) {
                // A deleted topic is gone only some moments later.
                if (e.getCause() instanceof TopicExistsException) {
                  return false;
                }
                throw e;
              }
            });
    await("leaders of " + topic).atMost(PATIENCE).until(() -> isLed(topic, partitions));
  }

  /** A producer that comes before the leaders gets its sequence wrong and never recovers. */
  private boolean isLed(String topic, int partitions) throws InterruptedException {
    Map<TopicPartition, OffsetSpec> all = new HashMap<>();
    for (int p = 0; p < partitions; p++) {
      all.put(new TopicPartition(topic, p), OffsetSpec.latest());
    }
    try {
      return admin.listOffsets(all).all().get().values().stream()
          .allMatch(end -> end.offset() == 0);
    } catch (ExecutionException notYet) {
      return false;
    }
  }

  /** Gives a topic more partitions. */
  public void grow(String topic, int partitions) throws Exception {
    admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all().get();
  }

  /** Deletes the events of a partition below an offset. */
  public void deleteEvents(String topic, int partition, long below) throws Exception {
    admin
        .deleteRecords(
            Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(below)))
        .all()
        .get();
  }

  /** The offset behind the last record of a partition, markers of transactions included. */
  public long end(String topic, int partition) throws Exception {
    TopicPartition asked = new TopicPartition(topic, partition);
    return admin.listOffsets(Map.of(asked, OffsetSpec.latest())).all().get().get(asked).offset();
  }

  /** Deletes a topic, if there is one. */
  void drop(String topic) {
    try {
      admin.deleteTopics(List.of(topic)).all().get();
      await("the end of " + topic)
          .atMost(PATIENCE)
          .until(() -> !admin.listTopics().names().get().contains(topic));
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
        throw new IllegalStateException("Topic %s cannot be deleted".formatted(topic), e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while deleting " + topic, e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }
}
