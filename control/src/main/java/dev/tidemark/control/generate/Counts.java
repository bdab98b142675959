package dev.tidemark.control.generate;

import java.util.EnumMap;
import java.util.Map;

/** How many messages were sent, and of which kinds. */
final class Counts {
  /** Of one topic, or of all. */
  static final class Count {
    private long events;
    private long deletes;
    private long late;
    private long duplicates;
    private long malformed;

    private void add(Message message) {
      events++;
      deletes += message.isTombstone() ? 1 : 0;
      late += message.late() ? 1 : 0;
      duplicates += message.duplicate() ? 1 : 0;
      malformed += message.isMalformed() ? 1 : 0;
    }

    /** All of them, those counted below included. */
    long events() {
      return events;
    }

    long deletes() {
      return deletes;
    }

    long late() {
      return late;
    }

    long duplicates() {
      return duplicates;
    }

    long malformed() {
      return malformed;
    }
  }

  private final Count all = new Count();
  private final Map<ShopTopic, Count> topics = new EnumMap<>(ShopTopic.class);

  void add(Message message) {
    all.add(message);
    topics.computeIfAbsent(message.topic(), topic -> new Count()).add(message);
  }

  Count all() {
    return all;
  }

  /** Those topics that got any. */
  Map<ShopTopic, Count> topics() {
    return topics;
  }
}
