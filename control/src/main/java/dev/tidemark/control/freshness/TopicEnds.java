package dev.tidemark.control.freshness;

import dev.tidemark.control.Environment;
import dev.tidemark.control.KafkaConnection;
import dev.tidemark.lineage.PartitionLag;
import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.TopicProgress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * One look at where topics end: how many events wait that a tidemark has not read. How old they are
 * one look cannot tell; {@link EndOffsetWatch} can.
 */
public final class TopicEnds implements AutoCloseable {
  private static final int GIVE_UP_MILLIS = 3_000;

  /** Events that wait, or why that is not known. */
  public sealed interface Waiting {
    /** So many, by partition; a transaction's marker at the end of a partition counts as one. */
    record Known(List<PartitionLag> events) implements Waiting {}

    record Unknown(String reason) implements Waiting {}
  }

  private final KafkaConnection kafka;

  /** Begins to connect to an environment's Kafka. */
  public TopicEnds(Environment environment) {
    this.kafka =
        KafkaConnection.begin(
            environment,
            Map.of("request.timeout.ms", GIVE_UP_MILLIS, "default.api.timeout.ms", GIVE_UP_MILLIS));
  }

  /** What waits behind a tidemark. */
  public Waiting behind(Tidemark mark) {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (TopicProgress topic : mark.topics()) {
      for (int p = 0; p < topic.partitions().size(); p++) {
        wanted.put(new TopicPartition(topic.topic(), p), OffsetSpec.latest());
      }
    }
    try {
      Map<TopicPartition, Long> ends = new HashMap<>();
      kafka
          .admin()
          .listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
          .all()
          .get(GIVE_UP_MILLIS, TimeUnit.MILLISECONDS)
          .forEach((partition, info) -> ends.put(partition, info.offset()));
      return new Waiting.Known(lags(mark, ends));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Waiting.Unknown("interrupted");
    } catch (ExecutionException failed) {
      return new Waiting.Unknown("Kafka says: " + failed.getCause().getMessage());
    } catch (TimeoutException silent) {
      return new Waiting.Unknown("Kafka does not answer");
    } catch (KafkaException wrongSettings) {
      return new Waiting.Unknown("no client can be made: " + wrongSettings.getMessage());
    }
  }

  private static List<PartitionLag> lags(Tidemark mark, Map<TopicPartition, Long> ends) {
    List<PartitionLag> lags = new ArrayList<>();
    for (TopicProgress topic : mark.topics()) {
      List<PartitionProgress> partitions = topic.partitions();
      for (int p = 0; p < partitions.size(); p++) {
        long end = ends.getOrDefault(new TopicPartition(topic.topic(), p), 0L);
        if (end > partitions.get(p).to()) {
          lags.add(new PartitionLag(topic.topic(), p, end - partitions.get(p).to()));
        }
      }
    }
    return lags;
  }

  @Override
  public void close() {
    kafka.close();
  }
}
