package dev.tidemark.control.freshness;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Samples where topics end, one batched request at a time, until it is closed. */
public final class EndOffsetWatch implements AutoCloseable {
  private static final long GIVE_UP_SECONDS = 10;
  private final Admin admin;
  private final List<String> topics;
  private final Clock clock;
  private final EndOffsets ends = new EndOffsets();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            var thread = new Thread(task, "end-offset-watch");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Starts watching.
   *
   * @param admin closed together with the watch
   */
  public EndOffsetWatch(Admin admin, List<String> topics, Duration interval, Clock clock) {
    this.admin = admin;
    this.topics = List.copyOf(topics);
    this.clock = clock;
    var unused =
        timer.scheduleWithFixedDelay(this::sample, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  public EndOffsets ends() {
    return ends;
  }

  @Override
  public void close() {
    timer.shutdownNow();
    admin.close(Duration.ofSeconds(1));
  }

  /** A sample that fails is left out: ages grow meanwhile, as they should. */
  private void sample() {
    try {
      var wanted = new HashMap<TopicPartition, OffsetSpec>();
      Map<String, TopicDescription> described =
          admin.describeTopics(topics).allTopicNames().get(GIVE_UP_SECONDS, TimeUnit.SECONDS);
      described.forEach(
          (topic, description) ->
              description
                  .partitions()
                  .forEach(
                      partition ->
                          wanted.put(
                              new TopicPartition(topic, partition.partition()),
                              OffsetSpec.latest())));
      var at = clock.instant();
      var offsets = new HashMap<TopicPartition, Long>();
      admin
          .listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
          .all()
          .get(GIVE_UP_SECONDS, TimeUnit.SECONDS)
          .forEach((partition, info) -> offsets.put(partition, info.offset()));
      ends.sample(at, offsets);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException missed) {
      // Kafka is away or the topic is new; the next sample tells.
    }
  }
}
