package dev.tidemark.connector.pace;

import dev.tidemark.connector.plan.Pace;
import dev.tidemark.connector.plan.ReadPlan;
import dev.tidemark.lineage.LeadWatch;
import dev.tidemark.lineage.Tidemark;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's enumerator, which also has the rate of its readers decided once a second, and has them
 * stand still where the table asks for it. It looks at catalog and Kafka in the enumerator's worker
 * thread; everything else happens in its own.
 *
 * <p>While the replay is far behind it says so to Flink, which then checkpoints at {@code
 * execution.checkpointing.interval-during-backlog}: runs share a table's sequence numbers, so each
 * of the replay's commits can cost the live one another try.
 *
 * <p>It keeps no state: after a restart the rate begins low again.
 */
public final class PacedEnumerator
    implements SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> {
  private static final long LOOK_EVERY_MILLIS = 1_000;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  /** Above what was allowed, for bursts; more than that are positions out of a restored state. */
  private static final double BELIEVABLE = 1.5;

  private final SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> kafka;
  private final SplitEnumeratorContext<KafkaPartitionSplit> context;
  private final ReadPlan plan;
  private final String topic;
  private final Clock clock;
  private final LiveLook live;
  private final Governor governor;
  private final EndsOfTopic ends = new EndsOfTopic();
  private final Map<Integer, Map<Integer, Long>> readers = new HashMap<>();
  private final PaceDiary diary;
  private volatile long notBefore;
  private Decision current;
  private long readBefore = -1;
  private long readBeforeAt;
  private @Nullable Boolean backlog;
  private LeadWatch.@Nullable Halt halt;

  public PacedEnumerator(
      SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> kafka,
      SplitEnumeratorContext<KafkaPartitionSplit> context,
      ReadPlan plan,
      Pace pace,
      String topic,
      Clock clock) {
    this.kafka = kafka;
    this.context = context;
    this.plan = plan;
    this.topic = topic;
    this.clock = clock;
    this.live = new LiveLook(pace, plan.run(), topic, plan.kafka());
    this.governor = new Governor(pace, clock.millis());
    this.current = new Decision(Governor.BEGINNING, true, "it begins");
    this.diary = new PaceDiary(plan.run(), topic, context.metricGroup());
  }

  /** Events a second that a reader may read until it is told. */
  public static double beginning(int readers) {
    return Governor.BEGINNING / Math.max(1, readers);
  }

  @Override
  public void start() {
    kafka.start();
    tellBacklog(true);
    context.callAsync(this::look, this::decide, 0, LOOK_EVERY_MILLIS);
  }

  /** Null if it is too early: a look takes a twentieth of the time, unless that were too seldom. */
  private LiveLook.@Nullable Found look() throws Exception {
    long begun = clock.millis();
    if (begun < notBefore) {
      return null;
    }
    try {
      return live.look();
    } finally {
      long now = clock.millis();
      notBefore = now + Math.min(20 * (now - begun), LONGEST_PAUSE_MILLIS) - LOOK_EVERY_MILLIS;
    }
  }

  /** An exception here would fail the job; not to see the live table only makes it careful. */
  private void decide(LiveLook.@Nullable Found found, @Nullable Throwable failure) {
    long now = clock.millis();
    if (failure != null) {
      apply(governor.blind(String.valueOf(failure), now), null);
    } else if (found != null) {
      ends.add(now, found.ends());
      Seen seen = seen(found, now);
      apply(governor.decide(seen, now), seen);
    }
    halt(found == null ? halt : found.table().halt(), now);
  }

  /** A wish ends by its time, too, also while the table cannot be seen. */
  private void halt(LeadWatch.@Nullable Halt wished, long now) {
    LeadWatch.Halt next = wished == null || now >= wished.until().toEpochMilli() ? null : wished;
    if (!Objects.equals(next, halt)) {
      halt = next;
      diary.note(next);
      new ArrayList<>(context.registeredReaders().keySet()).forEach(this::tellHalt);
    }
  }

  private void tellHalt(int subtask) {
    StandStill still = halt == null ? StandStill.NO_MORE : StandStill.at(to(halt.at()));
    context.sendEventToSourceReader(subtask, still);
  }

  private Seen seen(LiveLook.Found found, long now) {
    LeadWatch.Look table = found.table();
    Map<Integer, Long> positions = positions(table.own());
    Tidemark main = table.main();
    Long commit = main == null ? null : main.times().commit();
    return new Seen(
        ends.left(positions),
        ends.arriving(),
        ends.standStill(),
        reading(positions, now),
        plan.run().equals(table.lead()),
        table.lead() != null,
        main == null ? Duration.ZERO : ends.waiting(main.topic(topic), now),
        commit == null ? Duration.ZERO : Duration.ofMillis(now - commit),
        found.delay(),
        found.usualDelay());
  }

  /** What readers said; where none did, what is committed; else where the run begins. */
  private Map<Integer, Long> positions(@Nullable Tidemark own) {
    Map<Integer, Long> positions = new HashMap<>();
    plan.start().offsets(topic).forEach((p, offset) -> positions.put(p.partition(), offset));
    if (own != null) {
      positions.putAll(to(own));
    }
    // A split whose offset nobody has looked up yet has a negative one.
    readers.values().forEach(of -> of.forEach((p, at) -> positions.merge(p, at, Math::max)));
    return positions;
  }

  private Map<Integer, Long> to(Tidemark mark) {
    return mark.topic(topic).map(EndsOfTopic::to).orElse(Map.of());
  }

  private double reading(Map<Integer, Long> positions, long now) {
    long read = positions.values().stream().mapToLong(Long::longValue).sum();
    double perSecond =
        readBefore < 0 || now == readBeforeAt
            ? 0
            : Math.max(0, (read - readBefore) * 1_000.0 / (now - readBeforeAt));
    readBefore = read;
    readBeforeAt = now;
    return Math.min(perSecond, current.perSecond() * BELIEVABLE);
  }

  /**
   * An allowance is also sent when it is unchanged, since readers answer it. Without a limit it is
   * sent once: a checkpoint waits for events on their way to readers, and how far the readers are
   * is then told well enough by the run's own versions.
   */
  private void apply(Decision decision, @Nullable Seen seen) {
    diary.note(current, decision, seen);
    boolean known = current.isUnlimited() && decision.isUnlimited();
    current = decision;
    tellBacklog(decision.behind());
    if (known) {
      return;
    }
    new ArrayList<>(context.registeredReaders().keySet()).forEach(this::tell);
  }

  /** The allowance is divided by partitions. */
  private void tell(int subtask) {
    int all = readers.values().stream().mapToInt(Map::size).sum();
    int own = readers.getOrDefault(subtask, Map.of()).size();
    double share = all == 0 ? 1.0 / Math.max(1, context.currentParallelism()) : (double) own / all;
    double rate =
        current.isUnlimited() || share == 0 ? current.perSecond() : current.perSecond() * share;
    context.sendEventToSourceReader(subtask, new Allowance(rate));
  }

  private void tellBacklog(boolean behind) {
    if (backlog == null || backlog != behind) {
      backlog = behind;
      context.setIsProcessingBacklog(behind);
    }
  }

  @Override
  public void handleSourceEvent(int subtask, SourceEvent event) {
    if (event instanceof ReadSoFar soFar) {
      readers.put(subtask, soFar.positions());
    } else {
      kafka.handleSourceEvent(subtask, event);
    }
  }

  @Override
  public void handleSplitRequest(int subtask, @Nullable String host) {
    kafka.handleSplitRequest(subtask, host);
  }

  @Override
  public void addSplitsBack(List<KafkaPartitionSplit> splits, int subtask) {
    readers.remove(subtask);
    kafka.addSplitsBack(splits, subtask);
  }

  @Override
  public void addReader(int subtask) {
    kafka.addReader(subtask);
    tell(subtask);
    if (halt != null) {
      tellHalt(subtask);
    }
  }

  @Override
  public KafkaSourceEnumState snapshotState(long checkpointId) throws Exception {
    return kafka.snapshotState(checkpointId);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    kafka.notifyCheckpointComplete(checkpointId);
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    kafka.notifyCheckpointAborted(checkpointId);
  }

  @Override
  public void close() throws IOException {
    live.close();
    kafka.close();
  }
}
