package dev.tidemark.lineage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Lists of excluded ranges: what they leave out together, and their text in properties, {@code
 * topic@topicId/partition:from-to,partition:from-to;topic@topicId/…}.
 */
public final class Exclusions {
  private static final Comparator<Exclusion> ORDER =
      Comparator.comparing(Exclusion::topic)
          .thenComparing(Exclusion::topicId)
          .thenComparingInt(Exclusion::partition)
          .thenComparingLong(Exclusion::from);

  private Exclusions() {}

  /** The same offsets in the fewest ranges, sorted; ranges that overlap or touch become one. */
  static List<Exclusion> merged(List<Exclusion> ranges) {
    List<Exclusion> merged = new ArrayList<>();
    for (Exclusion next : ranges.stream().sorted(ORDER).toList()) {
      Exclusion last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (last != null && last.samePartition(next) && next.from() <= last.to()) {
        merged.set(merged.size() - 1, between(last, last.from(), Math.max(last.to(), next.to())));
      } else {
        merged.add(next);
      }
    }
    return merged;
  }

  /** What of {@code ranges} is not in {@code others}, merged. */
  static List<Exclusion> without(List<Exclusion> ranges, List<Exclusion> others) {
    List<Exclusion> left = new ArrayList<>();
    List<Exclusion> taken = merged(others);
    for (Exclusion range : merged(ranges)) {
      long from = range.from();
      for (Exclusion other : taken) {
        if (other.samePartition(range) && other.to() > from && other.from() < range.to()) {
          if (other.from() > from) {
            left.add(between(range, from, other.from()));
          }
          from = other.to();
        }
      }
      if (from < range.to()) {
        left.add(between(range, from, range.to()));
      }
    }
    return left;
  }

  /** The first of these ranges of which a version with that tidemark holds events. */
  public static Optional<Exclusion> heldBy(Tidemark version, List<Exclusion> ranges) {
    return without(ranges, version.exclusions()).stream().filter(version::holds).findFirst();
  }

  private static Exclusion between(Exclusion of, long from, long to) {
    return new Exclusion(of.topic(), of.topicId(), of.partition(), from, to);
  }

  /** Their text; {@link #parse} reads it. */
  public static String text(List<Exclusion> ranges) {
    Map<String, List<Exclusion>> topics = new LinkedHashMap<>();
    for (Exclusion range : ranges) {
      String topic = range.topic() + "@" + range.topicId();
      topics.computeIfAbsent(topic, none -> new ArrayList<>()).add(range);
    }
    return topics.entrySet().stream()
        .map(topic -> topic.getKey() + "/" + rangesText(topic.getValue()))
        .collect(Collectors.joining(";"));
  }

  private static String rangesText(List<Exclusion> ranges) {
    return ranges.stream()
        .map(it -> "%d:%d-%d".formatted(it.partition(), it.from(), it.to()))
        .collect(Collectors.joining(","));
  }

  /**
   * The ranges in a property's value.
   *
   * @throws TidemarkFormatException if it holds something else
   */
  public static List<Exclusion> parse(String key, String text) {
    try {
      return text.isEmpty()
          ? List.of()
          : Arrays.stream(text.split(";")).flatMap(topic -> topic(key, topic).stream()).toList();
    } catch (IllegalArgumentException | ArithmeticException damaged) {
      throw new TidemarkFormatException(
          "Property %s is damaged: %s Compare it with the tidemark specification."
              .formatted(key, damaged.getMessage()),
          damaged);
    }
  }

  private static List<Exclusion> topic(String key, String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "it holds \"%s\" instead of topic@topicId/partition:from-to.".formatted(text));
    }
    TextVectors.Name name = TextVectors.parseTopics(text.substring(0, slash)).get(0);
    return Arrays.stream(text.substring(slash + 1).split(","))
        .map(range -> range(key, name, range))
        .toList();
  }

  /** {@code partition:from-to} of a topic. */
  static Exclusion range(String key, TextVectors.Name topic, String text) {
    int colon = text.indexOf(':');
    int dash = text.indexOf('-', colon + 1);
    if (colon < 0 || dash < 0) {
      throw new IllegalArgumentException(
          "%s holds \"%s\" instead of partition:from-to.".formatted(key, text));
    }
    return new Exclusion(
        topic.topic(),
        topic.id(),
        Math.toIntExact(TextVectors.number(key, text.substring(0, colon))),
        TextVectors.number(key, text.substring(colon + 1, dash)),
        TextVectors.number(key, text.substring(dash + 1)));
  }
}
