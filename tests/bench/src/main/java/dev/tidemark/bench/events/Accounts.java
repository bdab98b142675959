package dev.tidemark.bench.events;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What is known of an account beside its events: the other side of a join. One thread. */
public final class Accounts {
  private static final int CITIES = 50;

  private final int schemaId;
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(64);
  private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(buffer, null);

  Accounts(int schemaId) {
    this.schemaId = schemaId;
  }

  /** Where an account is. */
  public static String city(int account) {
    return "city-%02d".formatted(account % CITIES);
  }

  /** The record of an account, keyed as its events are, as of {@code millis}. */
  ProducerRecord<byte[], byte[]> record(String topic, int account, long millis) {
    byte[] name = Events.ascii(account);
    return new ProducerRecord<>(
        topic, account % Events.PARTITIONS, millis, name, value(account, name, millis));
  }

  private byte[] value(int account, byte[] name, long millis) {
    Events.begin(buffer, schemaId);
    try {
      encoder.writeBytes(name);
      encoder.writeString(city(account));
      encoder.writeLong(millis);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return buffer.toByteArray();
  }
}
