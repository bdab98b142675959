package dev.tidemark.lineage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A tidemark out of summary keys. The format is {@code docs/tidemark-specification.md}. */
final class SummaryReader {
  private final Map<String, String> summary;

  private SummaryReader(Map<String, String> summary) {
    this.summary = summary;
  }

  static Tidemark read(Map<String, String> summary) {
    SummaryReader reader = new SummaryReader(summary);
    reader.requireReadableFormat();
    try {
      return reader.tidemark();
    } catch (IllegalArgumentException | ArithmeticException damaged) {
      throw new TidemarkFormatException(
          "Tidemark %s is damaged: %s Compare the snapshot's summary with the tidemark specification."
              .formatted(summary.get(Keys.ID), damaged.getMessage()),
          damaged);
    }
  }

  private void requireReadableFormat() {
    String format = require(Keys.FORMAT);
    if (!format.equals(String.valueOf(Keys.FORMAT_VERSION))) {
      throw new TidemarkFormatException(
          "Tidemark %s has format %s, this program reads format %d; use a newer tidemark."
              .formatted(summary.get(Keys.ID), format, Keys.FORMAT_VERSION));
    }
  }

  private Tidemark tidemark() {
    return new Tidemark(
        require(Keys.RUN),
        require(Keys.ATTEMPT),
        require(Keys.ID),
        summary.get(Keys.PARENT),
        requireNumber(Keys.EPOCH),
        require(Keys.CLUSTER),
        topics(),
        TextVectors.parseExclusions(
            summary.getOrDefault(Keys.EXCLUSIONS, ""),
            TextVectors.parseTopics(require(Keys.TOPICS))),
        require(Keys.DEFINITION),
        require(Keys.CODE),
        schemaIds(),
        number(Keys.WATERMARK),
        Duration.ofMillis(requireNumber(Keys.HOLD)),
        times(),
        delay());
  }

  private List<TopicProgress> topics() {
    List<TextVectors.Name> names = TextVectors.parseTopics(require(Keys.TOPICS));
    String packed = summary.get(Keys.PACKED);
    List<List<PartitionProgress>> partitions =
        packed == null ? textPartitions(names.size()) : PackedVectors.unpack(packed, names.size());
    List<TopicProgress> topics = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      topics.add(new TopicProgress(names.get(i).topic(), names.get(i).id(), partitions.get(i)));
    }
    return topics;
  }

  private List<List<PartitionProgress>> textPartitions(int topics) {
    List<long[]> start = numbers(Keys.START, topics);
    List<long[]> to = numbers(Keys.TO, topics);
    List<long[]> consumed = numbers(Keys.CONSUMED, topics);
    List<long[]> accepted = numbers(Keys.ACCEPTED, topics);
    List<long[]> rejected = numbers(Keys.REJECTED, topics);
    List<long[]> late = numbers(Keys.LATE, topics);
    List<long[]> excluded = numbers(Keys.EXCLUDED, topics);
    List<List<PartitionProgress>> all = new ArrayList<>();
    for (int t = 0; t < topics; t++) {
      requireEqualLength(t, start, List.of(to, consumed, accepted, rejected, late, excluded));
      List<PartitionProgress> partitions = new ArrayList<>();
      for (int p = 0; p < to.get(t).length; p++) {
        partitions.add(
            new PartitionProgress(
                start.get(t)[p],
                to.get(t)[p],
                consumed.get(t)[p],
                accepted.get(t)[p],
                rejected.get(t)[p],
                late.get(t)[p],
                excluded.get(t)[p]));
      }
      all.add(partitions);
    }
    return all;
  }

  private static void requireEqualLength(int topic, List<long[]> one, List<List<long[]>> others) {
    for (List<long[]> other : others) {
      if (other.get(topic).length != one.get(topic).length) {
        throw new IllegalArgumentException(
            "the lists of topic number %d have %d and %d partitions."
                .formatted(topic, one.get(topic).length, other.get(topic).length));
      }
    }
  }

  private List<long[]> numbers(String key, int topics) {
    List<long[]> numbers = TextVectors.parseNumbers(key, require(key));
    if (numbers.size() != topics) {
      throw new IllegalArgumentException(
          "%s has lists for %d topics, %s names %d."
              .formatted(key, numbers.size(), Keys.TOPICS, topics));
    }
    return numbers;
  }

  private List<Integer> schemaIds() {
    String ids = require(Keys.SCHEMAS);
    return ids.isEmpty() ? List.of() : Arrays.stream(ids.split(",")).map(Integer::valueOf).toList();
  }

  private Times times() {
    return new Times(
        number(Keys.TIME_FIRST_RECORD),
        number(Keys.TIME_LAST_RECORD),
        number(Keys.TIME_READ),
        number(Keys.TIME_BARRIER),
        number(Keys.TIME_CHECKPOINT),
        number(Keys.TIME_COMMIT));
  }

  private @Nullable DelayQuantiles delay() {
    if (!summary.containsKey(Keys.DELAY_MAX)) {
      return null;
    }
    return new DelayQuantiles(
        requireNumber(Keys.DELAY_P50),
        requireNumber(Keys.DELAY_P90),
        requireNumber(Keys.DELAY_P99),
        requireNumber(Keys.DELAY_MAX));
  }

  private String require(String key) {
    String value = summary.get(key);
    if (value == null) {
      throw new TidemarkFormatException(
          "Tidemark %s lacks %s; something dropped or changed the snapshot's summary."
              .formatted(summary.get(Keys.ID), key));
    }
    return value;
  }

  private long requireNumber(String key) {
    return TextVectors.number(key, require(key));
  }

  private @Nullable Long number(String key) {
    String value = summary.get(key);
    return value == null ? null : Long.valueOf(TextVectors.number(key, value));
  }
}
