package dev.tidemark.lineage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A tidemark as summary keys. The format is {@code docs/tidemark-specification.md}. */
final class SummaryWriter {
  private SummaryWriter() {}

  static Map<String, String> write(Tidemark tidemark) {
    Map<String, String> summary = new LinkedHashMap<>();
    summary.put(Keys.FORMAT, String.valueOf(Keys.FORMAT_VERSION));
    summary.put(Keys.RUN, tidemark.run());
    summary.put(Keys.ATTEMPT, tidemark.attempt());
    summary.put(Keys.ID, tidemark.id());
    put(summary, Keys.PARENT, tidemark.parent());
    summary.put(Keys.EPOCH, String.valueOf(tidemark.epoch()));
    summary.put(Keys.CLUSTER, tidemark.clusterId());
    summary.put(Keys.TOPICS, TextVectors.topics(tidemark.topics()));
    putVectors(summary, tidemark.topics());
    putTotals(summary, tidemark);
    if (!tidemark.exclusions().isEmpty()) {
      summary.put(Keys.EXCLUSIONS, TextVectors.exclusions(tidemark.exclusions()));
    }
    summary.put(Keys.DEFINITION, tidemark.definition());
    summary.put(Keys.CODE, tidemark.codeVersion());
    summary.put(
        Keys.SCHEMAS,
        tidemark.schemaIds().stream().map(String::valueOf).collect(Collectors.joining(",")));
    put(summary, Keys.WATERMARK, tidemark.watermark());
    summary.put(Keys.HOLD, String.valueOf(tidemark.hold().toMillis()));
    putTimes(summary, tidemark.times());
    putDelay(summary, tidemark.delay());
    return summary;
  }

  private static void putVectors(Map<String, String> summary, List<TopicProgress> topics) {
    int partitions = topics.stream().mapToInt(topic -> topic.partitions().size()).sum();
    if (partitions > TextVectors.MAX_PARTITIONS) {
      summary.put(Keys.PACKED, PackedVectors.pack(topics));
      return;
    }
    summary.put(Keys.START, TextVectors.numbers(topics, PartitionProgress::start));
    summary.put(Keys.TO, TextVectors.numbers(topics, PartitionProgress::to));
    summary.put(Keys.CONSUMED, TextVectors.numbers(topics, PartitionProgress::consumed));
    summary.put(Keys.ACCEPTED, TextVectors.numbers(topics, PartitionProgress::accepted));
    summary.put(Keys.REJECTED, TextVectors.numbers(topics, PartitionProgress::rejected));
    summary.put(Keys.LATE, TextVectors.numbers(topics, PartitionProgress::late));
    summary.put(Keys.EXCLUDED, TextVectors.numbers(topics, PartitionProgress::excluded));
  }

  private static void putTotals(Map<String, String> summary, Tidemark tidemark) {
    put(summary, Keys.TOTAL_CONSUMED, tidemark.consumed());
    put(summary, Keys.TOTAL_ACCEPTED, tidemark.accepted());
    put(summary, Keys.TOTAL_REJECTED, tidemark.rejected());
    put(summary, Keys.TOTAL_LATE, tidemark.late());
    put(summary, Keys.TOTAL_EXCLUDED, tidemark.excluded());
  }

  private static void putTimes(Map<String, String> summary, Times times) {
    put(summary, Keys.TIME_FIRST_RECORD, times.firstRecord());
    put(summary, Keys.TIME_LAST_RECORD, times.lastRecord());
    put(summary, Keys.TIME_READ, times.read());
    put(summary, Keys.TIME_BARRIER, times.barrier());
    put(summary, Keys.TIME_CHECKPOINT, times.checkpointComplete());
    put(summary, Keys.TIME_COMMIT, times.commit());
  }

  private static void putDelay(Map<String, String> summary, @Nullable DelayQuantiles delay) {
    if (delay != null) {
      put(summary, Keys.DELAY_P50, delay.p50());
      put(summary, Keys.DELAY_P90, delay.p90());
      put(summary, Keys.DELAY_P99, delay.p99());
      put(summary, Keys.DELAY_MAX, delay.max());
    }
  }

  private static void put(Map<String, String> summary, String key, @Nullable Object value) {
    if (value != null) {
      summary.put(key, value.toString());
    }
  }
}
