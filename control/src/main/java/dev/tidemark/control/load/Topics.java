package dev.tidemark.control.load;

import dev.tidemark.control.CommandFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Topics of one Kafka cluster. */
public final class Topics {
  private static final long PATIENCE_SECONDS = 20;
  private final Admin admin;
  private final String bootstrapServers;

  /**
   * @param bootstrapServers how failures name the cluster
   */
  public Topics(Admin admin, String bootstrapServers) {
    this.admin = admin;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Makes sure that a topic exists.
   *
   * @param partitions of a topic that does not exist yet; empty refuses to create it
   * @return whether it was created
   */
  public boolean ensure(String topic, Optional<Integer> partitions) {
    try {
      await(admin.describeTopics(List.of(topic)).allTopicNames());
      return false;
    } catch (ExecutionException failure) {
      if (!(failure.getCause() instanceof UnknownTopicOrPartitionException)) {
        throw failed("look for the topic " + topic, failure.getCause());
      }
    }
    int count =
        partitions.orElseThrow(
            () ->
                new CommandFailure(
                    "There is no topic %s at %s. Create it, or pass --partitions 4 to have it created."
                        .formatted(topic, bootstrapServers)));
    try {
      await(
          admin
              .createTopics(List.of(new NewTopic(topic, Optional.of(count), Optional.empty())))
              .all());
      return true;
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof TopicExistsException) {
        return false;
      }
      throw failed("create the topic " + topic, failure.getCause());
    }
  }

  /** Client settings that give up after a while instead of trying for minutes. */
  public static Map<String, Object> patience() {
    int millis = Math.toIntExact(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    return Map.of("request.timeout.ms", millis / 2, "default.api.timeout.ms", millis);
  }

  private <T> T await(KafkaFuture<T> answer) throws ExecutionException {
    try {
      return answer.get(PATIENCE_SECONDS + 5, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw failed("reach Kafka", late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Stopped while waiting for Kafka at " + bootstrapServers + ".");
    }
  }

  private CommandFailure failed(String what, Throwable reason) {
    return CommandFailure.unreachable(
        "Cannot %s at %s: %s. Check that Kafka runs there, or pass --bootstrap-servers."
            .formatted(what, bootstrapServers, reason.getMessage()),
        reason);
  }
}
