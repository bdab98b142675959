package dev.tidemark.connector.pace;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/**
 * Reads no faster than the enumerator allows, and tells it how far it has read.
 *
 * <p>Without an allowance left it says that nothing is available and when there will be: the task
 * is free meanwhile, so barriers, savepoints and cancellation never wait for the rate. A record is
 * handed out whole or not at all, and the state is the wrapped reader's own; so the pace decides
 * when a record is read and never which.
 */
public final class PacedReader<T> extends ForwardingReader<T> {
  private static final long REPORT_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Records between two looks at the clock for a report. */
  private static final int LOOK_EVERY = 256;

  /** Kafka's reader keeps offsets to commit by checkpoint; none has this number. */
  private static final long NO_CHECKPOINT = -1;

  private final SourceReaderContext context;
  private final TokenBucket bucket = new TokenBucket();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "pace");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable CompletableFuture<Void> tokens;
  private int polls;
  private long reported;

  /**
   * @param beginning events a second until the enumerator says otherwise
   */
  public PacedReader(
      SourceReader<T, KafkaPartitionSplit> reader, SourceReaderContext context, double beginning) {
    super(reader);
    this.context = context;
    bucket.allow(beginning, System.nanoTime());
  }

  @Override
  public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
    if (++polls % LOOK_EVERY == 0) {
      reportNowAndThen();
    }
    if (!bucket.hasToken()) {
      bucket.fill(System.nanoTime());
      if (!bucket.hasToken()) {
        reportNowAndThen();
        tokens = after(bucket.untilWorthIt().toNanos());
        return InputStatus.NOTHING_AVAILABLE;
      }
    }
    tokens = null;
    InputStatus status = super.pollNext(output);
    if (status == InputStatus.MORE_AVAILABLE) {
      bucket.take();
    }
    return status;
  }

  private CompletableFuture<Void> after(long nanos) {
    CompletableFuture<Void> later = new CompletableFuture<>();
    var unused = timer.schedule(() -> later.complete(null), nanos, TimeUnit.NANOSECONDS);
    return later;
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    CompletableFuture<Void> waiting = tokens;
    return waiting == null ? super.isAvailable() : waiting;
  }

  @Override
  public void addSplits(List<KafkaPartitionSplit> splits) {
    super.addSplits(splits);
    report();
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    if (event instanceof Allowance allowance) {
      if (allowance.perSecond() != bucket.perSecond()) {
        bucket.allow(allowance.perSecond(), System.nanoTime());
      }
      // Also asked for by it: an idle reader is never polled and would never report.
      report();
    } else {
      super.handleSourceEvents(event);
    }
  }

  private void reportNowAndThen() {
    if (!bucket.isUnlimited() && System.nanoTime() - reported > REPORT_EVERY_NANOS) {
      report();
    }
  }

  private void report() {
    reported = System.nanoTime();
    Map<Integer, Long> positions = new HashMap<>();
    for (KafkaPartitionSplit split : snapshotState(NO_CHECKPOINT)) {
      positions.put(split.getPartition(), split.getStartingOffset());
    }
    context.sendSourceEventToCoordinator(new ReadSoFar(positions));
  }

  @Override
  public void close() throws Exception {
    timer.shutdownNow();
    super.close();
  }
}
