package dev.tidemark.connector.source;

import dev.tidemark.connector.decode.Intake;
import dev.tidemark.connector.pace.ForwardingReader;
import dev.tidemark.connector.pace.HaltingReader;
import dev.tidemark.connector.pace.PacedEnumerator;
import dev.tidemark.connector.pace.PacedReader;
import dev.tidemark.connector.plan.Pace;
import dev.tidemark.connector.plan.ReadPlan;
import java.time.Clock;
import java.util.Map;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's source, with an answer for the one fault that trying again cannot mend: offsets that are
 * gone. Kafka's own would restart for ever, or with another reset strategy skip the events in
 * silence. A replay's readers keep to a pace and stand still where they are asked to; everything
 * else is handed through.
 */
final class GuardedSource implements Source<Intake, KafkaPartitionSplit, KafkaSourceEnumState> {
  private static final long serialVersionUID = 1L;

  private final KafkaSource<Intake> kafka;
  private final dev.tidemark.definition.Source contract;
  private final ReadPlan plan;

  GuardedSource(KafkaSource<Intake> kafka, dev.tidemark.definition.Source contract, ReadPlan plan) {
    this.kafka = kafka;
    this.contract = contract;
    this.plan = plan;
  }

  dev.tidemark.definition.Source contract() {
    return contract;
  }

  ReadPlan plan() {
    return plan;
  }

  @Override
  public Boundedness getBoundedness() {
    return kafka.getBoundedness();
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context) {
    return paced(kafka.createEnumerator(context), context);
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState checkpoint)
      throws java.io.IOException {
    return paced(kafka.restoreEnumerator(context, checkpoint), context);
  }

  private SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> paced(
      SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> enumerator,
      SplitEnumeratorContext<KafkaPartitionSplit> context) {
    Pace pace = plan.pace();
    return pace == null
        ? enumerator
        : new PacedEnumerator(enumerator, context, plan, pace, contract.topic(), Clock.systemUTC());
  }

  @Override
  public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
    return kafka.getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<KafkaSourceEnumState> getEnumeratorCheckpointSerializer() {
    return kafka.getEnumeratorCheckpointSerializer();
  }

  @Override
  public SourceReader<Intake, KafkaPartitionSplit> createReader(SourceReaderContext context)
      throws Exception {
    SourceReader<Intake, KafkaPartitionSplit> reader =
        new Reader(kafka.createReader(context), plan);
    return plan.pace() == null
        ? reader
        : new PacedReader<>(
            new HaltingReader(reader),
            context,
            PacedEnumerator.beginning(context.currentParallelism()));
  }

  private static final class Reader extends ForwardingReader<Intake> {
    private final ReadPlan plan;

    Reader(SourceReader<Intake, KafkaPartitionSplit> kafka, ReadPlan plan) {
      super(kafka);
      this.plan = plan;
    }

    @Override
    public InputStatus pollNext(ReaderOutput<Intake> output) throws Exception {
      try {
        return super.pollNext(output);
      } catch (RuntimeException e) {
        OffsetOutOfRangeException lost = cause(e);
        if (lost != null) {
          refuse(lost);
        }
        throw e;
      }
    }

    private static @Nullable OffsetOutOfRangeException cause(Throwable failure) {
      for (Throwable t = failure; t != null; t = t.getCause()) {
        if (t instanceof OffsetOutOfRangeException lost) {
          return lost;
        }
      }
      return null;
    }

    /** Asks Kafka which range is gone; a partition that has it after all is no reason to refuse. */
    private void refuse(OffsetOutOfRangeException lost) throws InterruptedException {
      Map<TopicPartition, Long> wanted = lost.offsetOutOfRangePartitions();
      try (TopicGuard guard = new TopicGuard(plan.kafka())) {
        // First: offsets of a topic made anew are out of range too, and for another reason.
        guard.requireSameTopics(plan.run(), plan.start().topicIds());
        guard.requireReadable(wanted);
      }
    }
  }
}
