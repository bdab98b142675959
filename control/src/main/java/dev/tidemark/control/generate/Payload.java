package dev.tidemark.control.generate;

import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** What a message carries. */
sealed interface Payload {
  /** A record that keeps its topic's promise. */
  record Value(GenericRecord record) implements Payload {}

  /** Nothing: what the key names is deleted. */
  record Tombstone() implements Payload {}

  /**
   * Bytes that no table can use.
   *
   * @param key in place of the message's key; null leaves it
   * @param value null for none
   */
  @SuppressWarnings("ArrayRecordComponent") // handed to the producer and never compared
  record Spoiled(Fault fault, byte @Nullable [] key, byte @Nullable [] value) implements Payload {}
}
