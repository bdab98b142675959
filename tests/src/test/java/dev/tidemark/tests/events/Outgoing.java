package dev.tidemark.tests.events;

import java.util.List;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A record about to be sent. */
@SuppressWarnings("ArrayRecordComponent") // Never compared; the bytes are what the test is about.
public record Outgoing(
    String topic,
    int partition,
    byte @Nullable [] key,
    byte @Nullable [] value,
    long timestamp,
    Event event,
    List<Header> headers) {
  public Outgoing {
    headers = List.copyOf(headers);
  }

  /** A record without headers. */
  public Outgoing(
      String topic,
      int partition,
      byte @Nullable [] key,
      byte @Nullable [] value,
      long timestamp,
      Event event) {
    this(topic, partition, key, value, timestamp, event, List.of());
  }

  /** The same for another topic. */
  public Outgoing to(String otherTopic) {
    return new Outgoing(otherTopic, partition, key, value, timestamp, event, headers);
  }

  /** The same with headers. */
  public Outgoing with(Header... newHeaders) {
    return new Outgoing(topic, partition, key, value, timestamp, event, List.of(newHeaders));
  }
}
