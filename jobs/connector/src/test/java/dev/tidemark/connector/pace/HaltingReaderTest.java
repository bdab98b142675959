package dev.tidemark.connector.pace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.connector.decode.Intake;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which records are handed out, and which offset a checkpoint has, while a reader stands still. */
class HaltingReaderTest {
  private static final String TOPIC = "orders";

  private final Fetched fetched = new Fetched();
  private final Seen seen = new Seen();
  private final HaltingReader reader = new HaltingReader(fetched);

  @BeforeEach
  void addPartitions() {
    reader.addSplits(List.of(split(0, 0), split(1, 0)));
  }

  @Test
  void recordsBelowTheOffsetsAreHandedOutAndTheRestAfterwardsInOrder() throws Exception {
    reader.handleSourceEvents(StandStill.at(Map.of(0, 2L, 1, 4L)));
    fetched.add(0, 5);
    fetched.add(1, 3);
    drain();

    assertThat(seen.handedOut).containsExactly("0:0", "0:1", "1:0", "1:1", "1:2");
    assertThat(positions()).isEqualTo(Map.of(0, 2L, 1, 3L));
    assertThat(fetched.paused).containsExactly(id(0));
    CompletableFuture<Void> waiting = reader.isAvailable();
    assertThat(waiting).isNotDone();

    reader.handleSourceEvents(StandStill.NO_MORE);
    assertThat(waiting).isDone();
    fetched.add(0, 1);
    drain();
    assertThat(seen.handedOut.subList(5, 9)).containsExactly("0:2", "0:3", "0:4", "0:5");
    assertThat(positions()).isEqualTo(Map.of(0, 6L, 1, 3L));
    assertThat(fetched.paused).isEmpty();
  }

  @Test
  void aNewOffsetHandsOutWhatLiesBelowIt() throws Exception {
    reader.handleSourceEvents(StandStill.at(Map.of(0, 1L, 1, 0L)));
    fetched.add(0, 4);
    drain();
    assertThat(seen.handedOut).containsExactly("0:0");

    reader.handleSourceEvents(StandStill.at(Map.of(0, 3L, 1, 0L)));
    drain();
    assertThat(seen.handedOut).containsExactly("0:0", "0:1", "0:2");
    assertThat(positions()).containsEntry(0, 3L);
    assertThat(fetched.paused).containsExactly(id(0));
  }

  @Test
  void partitionReadBeyondItsOffsetStandsWhereItIs() throws Exception {
    fetched.add(0, 3);
    drain();
    reader.handleSourceEvents(StandStill.at(Map.of(0, 1L)));
    fetched.add(0, 2);
    fetched.add(1, 1);
    drain();

    assertThat(seen.handedOut).containsExactly("0:0", "0:1", "0:2");
    assertThat(positions()).as("a partition that is not named too").isEqualTo(Map.of(0, 3L, 1, 0L));
  }

  private void drain() throws Exception {
    while (reader.isAvailable().isDone() && reader.pollNext(seen) == InputStatus.MORE_AVAILABLE) {
      assertThat(seen.handedOut).hasSizeLessThan(100);
    }
  }

  private Map<Integer, Long> positions() {
    Map<Integer, Long> positions = new HashMap<>();
    reader
        .snapshotState(1)
        .forEach(split -> positions.put(split.getPartition(), split.getStartingOffset()));
    return positions;
  }

  private static KafkaPartitionSplit split(int partition, long offset) {
    return new KafkaPartitionSplit(new TopicPartition(TOPIC, partition), offset);
  }

  private static String id(int partition) {
    return split(partition, 0).splitId();
  }

  /** Like Kafka's reader: hands out what was fetched, whatever is paused, and moves its offsets. */
  private static final class Fetched implements SourceReader<Intake, KafkaPartitionSplit> {
    private final Deque<ConsumerRecord<byte[], byte[]>> records = new ArrayDeque<>();
    private final Map<Integer, Long> ends = new HashMap<>();
    private final Map<Integer, Long> next = new HashMap<>();
    private final Map<Integer, SourceOutput<Intake>> outputs = new HashMap<>();
    private final Set<String> paused = new HashSet<>();

    void add(int partition, int count) {
      for (int i = 0; i < count; i++) {
        long offset = ends.merge(partition, 1L, Long::sum) - 1;
        records.add(new ConsumerRecord<>(TOPIC, partition, offset, new byte[0], new byte[0]));
      }
    }

    @Override
    public InputStatus pollNext(ReaderOutput<Intake> output) {
      ConsumerRecord<byte[], byte[]> record = records.poll();
      if (record == null) {
        return InputStatus.NOTHING_AVAILABLE;
      }
      outputs
          .computeIfAbsent(record.partition(), p -> output.createOutputForSplit(id(p)))
          .collect(new Intake(record, null, 0, 0, null, null), 0);
      next.put(record.partition(), record.offset() + 1);
      return InputStatus.MORE_AVAILABLE;
    }

    @Override
    public List<KafkaPartitionSplit> snapshotState(long checkpointId) {
      return next.entrySet().stream().map(it -> split(it.getKey(), it.getValue())).toList();
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
      return records.isEmpty()
          ? new CompletableFuture<>()
          : CompletableFuture.completedFuture(null);
    }

    @Override
    public void addSplits(List<KafkaPartitionSplit> splits) {
      splits.forEach(split -> next.put(split.getPartition(), split.getStartingOffset()));
    }

    @Override
    public void pauseOrResumeSplits(Collection<String> pause, Collection<String> resume) {
      paused.addAll(pause);
      paused.removeAll(resume);
    }

    @Override
    public void start() {}

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void close() {}
  }

  private static final class Seen implements ReaderOutput<Intake> {
    private final List<String> handedOut = new ArrayList<>();

    @Override
    public void collect(Intake intake) {
      handedOut.add(intake.record().partition() + ":" + intake.record().offset());
    }

    @Override
    public void collect(Intake intake, long timestamp) {
      collect(intake);
    }

    @Override
    public void emitWatermark(Watermark watermark) {}

    @Override
    public void markIdle() {}

    @Override
    public void markActive() {}

    @Override
    public SourceOutput<Intake> createOutputForSplit(String split) {
      return this;
    }

    @Override
    public void releaseOutputForSplit(String split) {}
  }
}
