package dev.tidemark.control.generate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tidemark.definition.Field;
import dev.tidemark.definition.FieldType;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * A line of JSON per message, for people and for references: values as examples of definitions
 * write them, in the partition that Kafka's producer gives their key.
 */
final class MessageLines implements Destination {
  private static final int LOOK_EVERY = 256;

  private final PrintWriter out;
  private final JsonGenerator json;
  private final Encoder encoder;
  private final int partitions;
  private final Map<ShopTopic, List<Field>> fields = new EnumMap<>(ShopTopic.class);
  private long lines;
  private boolean open = true;

  MessageLines(PrintWriter out, Encoder encoder, int partitions) {
    this.out = out;
    this.encoder = encoder;
    this.partitions = partitions;
    for (ShopTopic topic : ShopTopic.values()) {
      fields.put(topic, topic.fields());
    }
    try {
      this.json = new JsonFactory().createGenerator(out);
      json.setRootValueSeparator(null);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  @Override
  public void send(Message message) {
    try {
      line(message);
      json.writeRaw('\n');
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    if (++lines % LOOK_EVERY == 0) {
      flush();
    }
  }

  @Override
  public void flush() {
    try {
      json.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    // A writer that prints swallows that nobody reads any more.
    open = !out.checkError();
  }

  @Override
  public void idle() {
    flush();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  private void line(Message message) throws IOException {
    byte[] key = encoder.key(message);
    json.writeStartObject();
    json.writeStringField("topic", message.topic().topic());
    json.writeNumberField("partition", Utils.toPositive(Utils.murmur2(key)) % partitions);
    json.writeStringField("key", message.key());
    json.writeStringField("timestamp", Instant.ofEpochMilli(message.timestamp()).toString());
    json.writeStringField("kind", message.kind().text());
    if (message.late()) {
      json.writeBooleanField("late", true);
    }
    if (message.duplicate()) {
      json.writeBooleanField("duplicate", true);
    }
    if (message.payload() instanceof Payload.Spoiled spoiled) {
      spoiled(spoiled);
    } else if (message.payload() instanceof Payload.Value value) {
      json.writeFieldName("value");
      value(fields.get(message.topic()), value.record());
    } else {
      json.writeNullField("value");
    }
    json.writeEndObject();
  }

  private void spoiled(Payload.Spoiled spoiled) throws IOException {
    json.writeStringField("fault", spoiled.fault().text());
    json.writeStringField("reason", spoiled.fault().reason());
    bytes("key-bytes", spoiled.key());
    bytes("value-bytes", spoiled.value());
  }

  private void bytes(String name, byte @Nullable [] bytes) throws IOException {
    if (bytes != null) {
      json.writeBinaryField(name, bytes);
    }
  }

  private void value(List<Field> fields, GenericRecord record) throws IOException {
    json.writeStartObject();
    for (int i = 0; i < fields.size(); i++) {
      Object value = record.get(i);
      if (value != null) {
        json.writeFieldName(fields.get(i).name());
        value(fields.get(i).type(), value);
      }
    }
    json.writeEndObject();
  }

  private void value(FieldType type, Object value) throws IOException {
    if (type instanceof FieldType.Decimal decimal) {
      var digits = new BigInteger(((ByteBuffer) value).array());
      json.writeNumber(new BigDecimal(digits, decimal.scale()));
    } else if (type == FieldType.TIMESTAMPTZ) {
      json.writeString(Instant.ofEpochMilli((Long) value).toString());
    } else if (type == FieldType.INT) {
      json.writeNumber((Integer) value);
    } else {
      json.writeString(value.toString());
    }
  }
}
