package dev.tidemark.control.generate;

import dev.tidemark.control.load.AvroSchemas;
import dev.tidemark.control.load.WireFormat;
import dev.tidemark.definition.Field;
import dev.tidemark.definition.FieldType;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Makes bytes of messages. One thread. */
final class Encoder {
  /** Of a service that mistakes the topic. */
  private static final Schema HEARTBEAT =
      AvroSchemas.record(
          "dev.tidemark.shop.Heartbeat",
          List.of(
              new Field("host", FieldType.STRING, true),
              new Field("beat_at", FieldType.TIMESTAMPTZ, true)));

  private final Map<ShopTopic, WireFormat> strict = new EnumMap<>(ShopTopic.class);
  private final Map<ShopTopic, Schema> looseSchemas = new EnumMap<>(ShopTopic.class);
  private final Map<ShopTopic, WireFormat> loose = new EnumMap<>(ShopTopic.class);
  private final WireFormat foreign;

  /** Registers a schema under a subject and returns its id. */
  interface SchemaIds {
    int register(String subject, Schema schema);
  }

  /**
   * @param withSpoiled whether spoiled records are wanted, which have schemas of their own
   */
  Encoder(Set<ShopTopic> topics, SchemaIds ids, boolean withSpoiled) {
    for (ShopTopic topic : ShopTopic.values()) {
      if (topics.contains(topic)) {
        strict.put(topic, format(topic.topic() + "-value", topic.schema(), ids));
        if (withSpoiled) {
          Schema schema = topic.looseSchema();
          looseSchemas.put(topic, schema);
          loose.put(topic, format(topic.topic() + "-loose-value", schema, ids));
        }
      }
    }
    this.foreign =
        new WireFormat(
            HEARTBEAT, withSpoiled ? ids.register("shop-heartbeats-value", HEARTBEAT) : 0);
  }

  private static WireFormat format(String subject, Schema schema, SchemaIds ids) {
    return new WireFormat(schema, ids.register(subject, schema));
  }

  byte[] key(Message message) {
    return message.payload() instanceof Payload.Spoiled spoiled && spoiled.key() != null
        ? spoiled.key()
        : message.key().getBytes(StandardCharsets.UTF_8);
  }

  byte @Nullable [] value(Message message) {
    Payload payload = message.payload();
    if (payload instanceof Payload.Value value) {
      return strict(message.topic(), value.record());
    }
    return payload instanceof Payload.Spoiled spoiled ? spoiled.value() : null;
  }

  byte[] strict(ShopTopic topic, GenericRecord record) {
    return strict.get(topic).encode(record);
  }

  /** The record with one field set to something that the topic does not promise. */
  byte[] loose(ShopTopic topic, GenericRecord record, String field, @Nullable Object value) {
    var copy = new GenericData.Record(looseSchemas.get(topic));
    for (Schema.Field each : record.getSchema().getFields()) {
      copy.put(each.pos(), each.name().equals(field) ? value : record.get(each.pos()));
    }
    return loose.get(topic).encode(copy);
  }

  byte[] heartbeat(String host, long at) {
    var beat = new GenericData.Record(HEARTBEAT);
    beat.put(0, host);
    beat.put(1, at);
    return foreign.encode(beat);
  }
}
