package dev.tidemark.control.example;

import dev.tidemark.control.CommandFailure;
import dev.tidemark.control.load.AvroSchemas;
import dev.tidemark.control.load.Registry;
import dev.tidemark.control.load.WireFormat;
import dev.tidemark.definition.Field;
import dev.tidemark.definition.KeyFormat;
import dev.tidemark.definition.Source;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Sends given events, as the contract's Avro in Confluent's wire format. */
final class TopicFiller {
  private final Registry registry;
  private final Producer<byte[], byte[]> producer;
  private final AtomicReference<Exception> refusal = new AtomicReference<>();

  TopicFiller(Registry registry, Producer<byte[], byte[]> producer) {
    this.registry = registry;
    this.producer = producer;
  }

  /** Sends all events of a topic, which is there; they have arrived after {@link #flush}. */
  void fill(String topic, GivenTopic given) {
    if (given.events().isEmpty()) {
      return;
    }
    Source source = given.source();
    Schema schema = AvroSchemas.record("tidemark.examples.Event", fields(given));
    var format = new WireFormat(schema, registry.register(subject(topic, "value"), schema));
    KeyBytes keys = keys(topic, source);
    for (GivenEvent event : given.events()) {
      var record =
          new ProducerRecord<>(
              topic,
              event.partition(),
              event.timestamp(),
              keys.of(event.key()),
              value(event.payload(), schema, format));
      event
          .headers()
          .forEach(
              (name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
      producer.send(
          record,
          (position, failure) -> {
            if (failure != null) {
              refusal.compareAndSet(null, failure);
            }
          });
    }
  }

  /**
   * Waits until all have arrived.
   *
   * @throws CommandFailure if Kafka refuses one
   */
  void flush() {
    try {
      producer.flush();
    } catch (KafkaException failure) {
      refusal.compareAndSet(null, failure);
    }
    Exception failure = refusal.get();
    if (failure != null) {
      throw CommandFailure.unreachable(
          "Cannot send the given events: %s. Check that Kafka runs and takes records with timestamps such as theirs."
              .formatted(failure.getMessage()),
          failure);
    }
  }

  static String subject(String topic, String part) {
    return topic + "-" + part;
  }

  /** A field may be null in the schema if it may be in the contract, or if an event has it so. */
  private static List<Field> fields(GivenTopic given) {
    return given.source().fields().stream()
        .map(
            field ->
                new Field(
                    field.name(),
                    field.type(),
                    field.required()
                        && given.events().stream().noneMatch(event -> lacks(event, field))))
        .toList();
  }

  private static boolean lacks(GivenEvent event, Field field) {
    return event.payload() instanceof GivenEvent.Payload.Fields fields
        && fields.values().get(field.name()) == null;
  }

  private static byte @Nullable [] value(
      GivenEvent.Payload payload, Schema schema, WireFormat format) {
    if (payload instanceof GivenEvent.Payload.Fields fields) {
      byte[] whole = format.encode(record(schema, fields.values()));
      return Arrays.copyOf(whole, Math.max(0, whole.length - fields.cut()));
    }
    return payload instanceof GivenEvent.Payload.Bytes raw ? raw.bytes() : null;
  }

  private interface KeyBytes {
    byte @Nullable [] of(GivenEvent.@Nullable Key key);
  }

  private KeyBytes keys(String topic, Source source) {
    if (source.keyFormat() != KeyFormat.AVRO) {
      return key ->
          key instanceof GivenEvent.Key.Text text
              ? text.text().getBytes(StandardCharsets.UTF_8)
              : null;
    }
    Schema schema = AvroSchemas.record("tidemark.examples.Key", source.keyFields());
    var format = new WireFormat(schema, registry.register(subject(topic, "key"), schema));
    return key ->
        key instanceof GivenEvent.Key.Fields fields
            ? format.encode(record(schema, fields.values()))
            : null;
  }

  private static GenericData.Record record(Schema schema, Map<String, ?> values) {
    var record = new GenericData.Record(schema);
    values.forEach(record::put);
    return record;
  }
}
