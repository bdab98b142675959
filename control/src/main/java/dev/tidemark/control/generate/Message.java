package dev.tidemark.control.generate;

/**
 * A record of a topic.
 *
 * @param timestamp Kafka's, in milliseconds since 1970: when it is sent; of a delete, when it
 *     happened, for it has no field that says so
 * @param late whether it is told long after it happened
 * @param duplicate whether it was sent before, as it is
 */
record Message(
    ShopTopic topic,
    Kind kind,
    String key,
    Payload payload,
    long timestamp,
    boolean late,
    boolean duplicate) {
  Message again() {
    return new Message(topic, kind, key, payload, timestamp, late, true);
  }

  boolean isTombstone() {
    return payload instanceof Payload.Tombstone;
  }

  boolean isMalformed() {
    return payload instanceof Payload.Spoiled;
  }
}
