package dev.tidemark.control.example;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event of an example.
 *
 * @param line of its file, from 1
 * @param key null for none
 * @param timestamp milliseconds since 1970
 * @param headers texts by name
 */
record GivenEvent(
    int line,
    int partition,
    @Nullable Key key,
    Payload payload,
    long timestamp,
    Map<String, String> headers) {

  /** What stands in the record's key. */
  sealed interface Key {
    /** UTF-8. */
    record Text(String text) implements Key {}

    /** Avro. */
    record Fields(Map<String, Object> values) implements Key {}
  }

  /** What stands in the record's value. */
  sealed interface Payload {
    /**
     * Avro.
     *
     * @param values by field, as Avro's generic writer takes them; null is a value too
     * @param cut how many bytes are missing at the end
     */
    record Fields(Map<String, @Nullable Object> values, int cut) implements Payload {}

    /** Bytes as they are, whatever they mean. */
    @SuppressWarnings("ArrayRecordComponent") // sent as they are and never compared
    record Bytes(byte[] bytes) implements Payload {}

    /** Nothing: the event deletes what its key names. */
    record Tombstone() implements Payload {}
  }
}
