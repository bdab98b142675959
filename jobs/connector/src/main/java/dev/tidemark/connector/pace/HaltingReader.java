package dev.tidemark.connector.pace;

import dev.tidemark.connector.decode.Intake;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/**
 * Stands still at given offsets while it is asked to, so that an epoch ends exactly there.
 *
 * <p>Kafka's reader can only pause the fetching of a partition, and hands out what it has fetched
 * already. So a record that is not to be read yet is kept here, and its partition is paused with
 * the first one; they are handed out in their order, before any other of their partition. No more
 * than what was fetched is kept: some hundred records.
 *
 * <p>Why no record is lost or doubled: a checkpoint has the first kept offset as the one to read
 * next, as if Kafka's reader had never handed it out. So what is kept is in no state and is read
 * again after a restart, and what was handed out lies below it. Watermarks are made of what was
 * handed out.
 */
public final class HaltingReader extends ForwardingReader<Intake> {
  private final Map<String, Integer> partitions = new HashMap<>();
  private final Map<String, Deque<Kept>> kept = new HashMap<>();
  private StandStill asked = StandStill.NO_MORE;
  private CompletableFuture<Void> askedAnew = new CompletableFuture<>();
  private @Nullable ReaderOutput<Intake> output;

  private record Kept(long offset, Runnable handOut) {}

  public HaltingReader(SourceReader<Intake, KafkaPartitionSplit> reader) {
    super(reader);
  }

  @Override
  public void addSplits(List<KafkaPartitionSplit> splits) {
    splits.forEach(split -> partitions.put(split.splitId(), split.getPartition()));
    super.addSplits(splits);
  }

  @Override
  public InputStatus pollNext(ReaderOutput<Intake> real) throws Exception {
    String split = splitThatGoesOn();
    if (split != null) {
      handOutOne(split);
      return InputStatus.MORE_AVAILABLE;
    }
    if (output == null) {
      // Kafka's reader takes the output of a partition from the first one that it is given.
      output = new HaltingOutput(real);
    }
    return super.pollNext(output);
  }

  private @Nullable String splitThatGoesOn() {
    for (Map.Entry<String, Deque<Kept>> split : kept.entrySet()) {
      if (mayRead(split.getKey(), split.getValue().getFirst().offset())) {
        return split.getKey();
      }
    }
    return null;
  }

  private void handOutOne(String split) {
    Deque<Kept> records = kept.get(split);
    records.removeFirst().handOut().run();
    if (records.isEmpty()) {
      kept.remove(split);
      super.pauseOrResumeSplits(List.of(), List.of(split));
    }
  }

  private void keep(String split, Kept record) {
    Deque<Kept> records = kept.computeIfAbsent(split, first -> new ArrayDeque<>());
    records.addLast(record);
    if (records.size() == 1) {
      super.pauseOrResumeSplits(List.of(split), List.of());
    }
  }

  private boolean mayRead(String split, long offset) {
    Map<Integer, Long> at = asked.at();
    return at == null || offset < at.getOrDefault(partitions.get(split), 0L);
  }

  /** Kafka's reader knows nothing of what is kept here. */
  @Override
  public CompletableFuture<Void> isAvailable() {
    if (splitThatGoesOn() != null) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> fetched = super.isAvailable();
    return kept.isEmpty() || fetched.isDone()
        ? fetched
        : CompletableFuture.anyOf(fetched, askedAnew).thenAccept(either -> {});
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    if (event instanceof StandStill next) {
      asked = next;
      askedAnew.complete(null);
      askedAnew = new CompletableFuture<>();
    } else {
      super.handleSourceEvents(event);
    }
  }

  @Override
  public List<KafkaPartitionSplit> snapshotState(long checkpointId) {
    List<KafkaPartitionSplit> splits = new ArrayList<>();
    for (KafkaPartitionSplit split : super.snapshotState(checkpointId)) {
      Deque<Kept> records = kept.get(split.splitId());
      splits.add(
          records == null
              ? split
              : new KafkaPartitionSplit(
                  split.getTopicPartition(),
                  records.getFirst().offset(),
                  split.getStoppingOffset().orElse(KafkaPartitionSplit.NO_STOPPING_OFFSET)));
    }
    return splits;
  }

  private abstract static class ForwardingOutput implements SourceOutput<Intake> {
    private final SourceOutput<Intake> real;

    ForwardingOutput(SourceOutput<Intake> real) {
      this.real = real;
    }

    @Override
    public void collect(Intake record) {
      real.collect(record);
    }

    @Override
    public void collect(Intake record, long timestamp) {
      real.collect(record, timestamp);
    }

    @Override
    public void emitWatermark(Watermark watermark) {
      real.emitWatermark(watermark);
    }

    @Override
    public void markIdle() {
      real.markIdle();
    }

    @Override
    public void markActive() {
      real.markActive();
    }
  }

  /** Keeps, of each partition, what is not to be read yet; the rest goes through. */
  private final class HaltingOutput extends ForwardingOutput implements ReaderOutput<Intake> {
    private final ReaderOutput<Intake> real;

    HaltingOutput(ReaderOutput<Intake> real) {
      super(real);
      this.real = real;
    }

    @Override
    public SourceOutput<Intake> createOutputForSplit(String split) {
      return new HaltingSplit(split, real.createOutputForSplit(split));
    }

    @Override
    public void releaseOutputForSplit(String split) {
      real.releaseOutputForSplit(split);
    }
  }

  private final class HaltingSplit extends ForwardingOutput {
    private final String split;

    HaltingSplit(String split, SourceOutput<Intake> real) {
      super(real);
      this.split = split;
    }

    @Override
    public void collect(Intake record) {
      collect(record, () -> super.collect(record));
    }

    @Override
    public void collect(Intake record, long timestamp) {
      if (asked.at() == null && kept.isEmpty()) {
        super.collect(record, timestamp);
      } else {
        collect(record, () -> super.collect(record, timestamp));
      }
    }

    private void collect(Intake intake, Runnable handOut) {
      long offset = intake.record().offset();
      if (kept.containsKey(split) || !mayRead(split, offset)) {
        keep(split, new Kept(offset, handOut));
      } else {
        handOut.run();
      }
    }
  }
}
