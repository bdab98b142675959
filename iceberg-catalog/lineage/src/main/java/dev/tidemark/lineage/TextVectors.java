package dev.tidemark.lineage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Lists of numbers as text that SQL can split: partitions by comma in the order of their numbers,
 * topics by semicolon, {@code v*n} for n times v.
 */
final class TextVectors {
  /** Up to here text is affordable; above, {@link PackedVectors} holds all vectors. */
  static final int MAX_PARTITIONS = 64;

  /** Bounds what a damaged or hostile run length can make a reader allocate. */
  private static final int MAX_RUN = 1_000_000;

  /** A topic's name and id. */
  record Name(String topic, String id) {}

  private TextVectors() {}

  static String topics(List<TopicProgress> topics) {
    return topics.stream()
        .map(topic -> topic.topic() + "@" + topic.topicId())
        .collect(Collectors.joining(";"));
  }

  static List<Name> parseTopics(String text) {
    List<Name> names = new ArrayList<>();
    if (text.isEmpty()) {
      return names;
    }
    for (String topic : text.split(";")) {
      int at = topic.indexOf('@');
      if (at < 0) {
        throw new IllegalArgumentException(
            "%s holds \"%s\" instead of topic@id.".formatted(Keys.TOPICS, topic));
      }
      names.add(new Name(topic.substring(0, at), topic.substring(at + 1)));
    }
    return names;
  }

  static String numbers(List<TopicProgress> topics, ToLongFunction<PartitionProgress> field) {
    return topics.stream()
        .map(topic -> numbers(topic.partitions().stream().mapToLong(field).toArray()))
        .collect(Collectors.joining(";"));
  }

  static String numbers(long[] values) {
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < values.length) {
      int end = i + 1;
      while (end < values.length && values[end] == values[i]) {
        end++;
      }
      text.append(text.isEmpty() ? "" : ",").append(values[i]);
      if (end - i > 1) {
        text.append('*').append(end - i);
      }
      i = end;
    }
    return text.toString();
  }

  static List<long[]> parseNumbers(String key, String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    return Arrays.stream(text.split(";")).map(list -> parseList(key, list)).toList();
  }

  private static long[] parseList(String key, String list) {
    List<long[]> runs = new ArrayList<>();
    for (String item : list.split(",")) {
      int star = item.indexOf('*');
      long value = number(key, star < 0 ? item : item.substring(0, star));
      long times = star < 0 ? 1 : number(key, item.substring(star + 1));
      if (times < 1 || times > MAX_RUN) {
        throw new IllegalArgumentException("%s repeats a value %d times.".formatted(key, times));
      }
      long[] run = new long[(int) times];
      Arrays.fill(run, value);
      runs.add(run);
    }
    return runs.stream().flatMapToLong(Arrays::stream).toArray();
  }

  static String exclusions(List<Exclusion> exclusions) {
    return exclusions.stream()
        .map(it -> "%s/%d:%d-%d".formatted(it.topic(), it.partition(), it.from(), it.to()))
        .collect(Collectors.joining(","));
  }

  /**
   * @param topics the tidemark's topics, which say the ids
   */
  static List<Exclusion> parseExclusions(String text, List<Name> topics) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(",")).map(range -> parseExclusion(range, topics)).toList();
  }

  private static Exclusion parseExclusion(String text, List<Name> topics) {
    int slash = text.indexOf('/');
    String topic = text.substring(0, Math.max(slash, 0));
    Name name =
        topics.stream()
            .filter(it -> it.topic().equals(topic))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "%s holds \"%s\" instead of topic/partition:from-to of one of its topics."
                            .formatted(Keys.EXCLUSIONS, text)));
    return Exclusions.range(Keys.EXCLUSIONS, name, text.substring(slash + 1));
  }

  static long number(String key, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(
          "%s holds \"%s\" where a number belongs.".formatted(key, text), notANumber);
    }
  }
}
