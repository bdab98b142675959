package dev.tidemark.lineage;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.iceberg.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * The stamp of one epoch: which events the table holds, as of that snapshot of its run's branch. It
 * lives in the snapshot's summary; {@code docs/tidemark-specification.md} is the format.
 *
 * @param run id of the run
 * @param attempt id of the job execution that made the epoch; it changes with every restart
 * @param id unique, made when the epoch is put together and kept in the job's state, so that the
 *     same epoch has the same id however often it is tried
 * @param parent id of the run's previous epoch (of the run it was forked from, for a fork's first
 *     one); null for the first epoch of a run that starts from nothing
 * @param epoch the Flink checkpoint's number; orders the epochs of one run, with gaps
 * @param clusterId id of the Kafka cluster that the offsets belong to
 * @param topics progress of every partition of every topic
 * @param exclusions offset ranges left out, applied by this run; of its topics
 * @param definition fingerprint of the table's definition
 * @param codeVersion version of the program
 * @param schemaIds registry ids of the schemas of this epoch's records, sorted
 * @param watermark event time that the transform has passed, milliseconds since 1970 UTC; null
 *     before the first one and for transforms without event time
 * @param hold how long the transform may hold a consumed record back
 * @param times when things happened
 * @param delay quantiles of commit time minus record timestamp; null for an epoch without records
 */
public record Tidemark(
    String run,
    String attempt,
    String id,
    @Nullable String parent,
    long epoch,
    String clusterId,
    List<TopicProgress> topics,
    List<Exclusion> exclusions,
    String definition,
    String codeVersion,
    List<Integer> schemaIds,
    @Nullable Long watermark,
    Duration hold,
    Times times,
    @Nullable DelayQuantiles delay) {

  public Tidemark {
    RunNames.check(run);
    if (id.isBlank() || id.equals(parent)) {
      throw new IllegalArgumentException(
          "Tidemark of run %s, epoch %d has id \"%s\" and parent \"%s\"; the id must be new and not blank."
              .formatted(run, epoch, id, parent));
    }
    topics = List.copyOf(topics);
    exclusions = List.copyOf(exclusions);
    schemaIds = schemaIds.stream().distinct().sorted().toList();
    if (topics.stream().map(TopicProgress::topic).distinct().count() != topics.size()) {
      throw new IllegalArgumentException(
          "Tidemark of run %s, epoch %d names a topic twice: %s. Give each topic once."
              .formatted(run, epoch, topics.stream().map(TopicProgress::topic).toList()));
    }
    List<String> ids = topics.stream().map(TopicProgress::topicId).toList();
    for (Exclusion exclusion : exclusions) {
      if (!ids.contains(exclusion.topicId())) {
        throw new IllegalArgumentException(
            "Tidemark of run %s, epoch %d leaves out %s, of topic id %s, which it does not read; give the exclusions of its topics only."
                .formatted(run, epoch, exclusion, exclusion.topicId()));
      }
    }
  }

  /** Records handed out by the topics since the parent. */
  public long consumed() {
    return sum(PartitionProgress::consumed);
  }

  /** Records that went into the transform since the parent. */
  public long accepted() {
    return sum(PartitionProgress::accepted);
  }

  /** Records put into quarantine as unusable since the parent. */
  public long rejected() {
    return sum(PartitionProgress::rejected);
  }

  /** Records put into quarantine as late since the parent. */
  public long late() {
    return sum(PartitionProgress::late);
  }

  /** Records left out by an exclusion since the parent. */
  public long excluded() {
    return sum(PartitionProgress::excluded);
  }

  /** The progress of a topic, if the tidemark has it. */
  public Optional<TopicProgress> topic(String name) {
    return topics.stream().filter(topic -> topic.topic().equals(name)).findFirst();
  }

  /** True if the run has read offsets of this range, whatever became of them. */
  boolean holds(Exclusion range) {
    return topics.stream()
        .filter(topic -> topic.topicId().equals(range.topicId()))
        .filter(topic -> range.partition() < topic.partitions().size())
        .map(topic -> topic.partitions().get(range.partition()))
        .anyMatch(read -> range.from() < read.to() && read.start() < range.to());
  }

  /** The same tidemark with other times. */
  public Tidemark withTimes(Times newTimes) {
    return withTimes(newTimes, delay);
  }

  Tidemark withTimes(Times newTimes, @Nullable DelayQuantiles newDelay) {
    return new Tidemark(
        run,
        attempt,
        id,
        parent,
        epoch,
        clusterId,
        topics,
        exclusions,
        definition,
        codeVersion,
        schemaIds,
        watermark,
        hold,
        newTimes,
        newDelay);
  }

  /** The keys and values for a snapshot's summary. */
  public Map<String, String> toSummary() {
    return SummaryWriter.write(this);
  }

  /**
   * The tidemark of a snapshot; empty for a marker, for the root and for a foreign snapshot.
   *
   * @throws TidemarkFormatException if it was written in a newer format or is damaged
   */
  public static Optional<Tidemark> of(Snapshot snapshot) {
    return fromSummary(Ancestry.summary(snapshot));
  }

  /**
   * The tidemark in a snapshot's summary; empty if there is none.
   *
   * @throws TidemarkFormatException if it was written in a newer format or is damaged
   */
  public static Optional<Tidemark> fromSummary(Map<String, String> summary) {
    return summary.containsKey(Keys.FORMAT)
        ? Optional.of(SummaryReader.read(summary))
        : Optional.empty();
  }

  private long sum(ToLongFunction<PartitionProgress> count) {
    return topics.stream().flatMap(topic -> topic.partitions().stream()).mapToLong(count).sum();
  }
}
