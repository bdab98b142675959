package dev.tidemark.control.generate;

import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Something that the shop tells a topic.
 *
 * @param value null if what the key names is deleted
 */
record Happening(
    ShopTopic topic, Kind kind, String key, @Nullable GenericRecord value, Moment moment) {
  /** A record of that topic; its key is the field that the topic says. */
  static Happening of(ShopTopic topic, Kind kind, Moment moment, @Nullable Object... values) {
    GenericRecord value = topic.record(values);
    return new Happening(topic, kind, value.get(topic.key()).toString(), value, moment);
  }

  static Happening deleted(ShopTopic topic, Kind kind, Moment moment, String key) {
    return new Happening(topic, kind, key, null, moment);
  }
}
