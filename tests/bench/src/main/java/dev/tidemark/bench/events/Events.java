package dev.tidemark.bench.events;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Events by their number: the same number is always the same event, but for its time. About 120
 * bytes of Avro in Confluent's wire format, keyed by account, all of an account in one partition.
 * One thread.
 */
public final class Events {
  /** So many accounts: an epoch of a second updates most of its keys once, some twice. */
  public static final int ACCOUNTS = 200_000;

  public static final int PARTITIONS = 4;

  private static final String[] KINDS = {"deposit", "withdrawal", "transfer", "fee", "refund"};
  private static final char[] HEX = "0123456789abcdef".toCharArray();
  private static final int NOTE_LENGTH = 60;

  private final int schemaId;
  private final int unitsPerMilli;
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(256);
  private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(buffer, null);
  private final byte[] note = new byte[NOTE_LENGTH];

  /**
   * @param unitsPerMilli of the time's type: 1000 for timestamp-micros, 1 for timestamp-millis
   */
  Events(int schemaId, int unitsPerMilli) {
    this.schemaId = schemaId;
    this.unitsPerMilli = unitsPerMilli;
  }

  /** The account's number of an event. */
  public static int account(long id) {
    return (int) Long.remainderUnsigned(mix(id), ACCOUNTS);
  }

  /** The account as the table has it. */
  public static String accountName(int account) {
    return "account-%07d".formatted(account);
  }

  /** The price of an event, in hundredths. */
  public static int cents(long id) {
    return (int) (mix(id + 1) >>> 34);
  }

  /** The record of event {@code id}, which happened at {@code millis}. */
  ProducerRecord<byte[], byte[]> record(String topic, long id, long millis) {
    int account = account(id);
    byte[] name = ascii(account);
    return new ProducerRecord<>(topic, account % PARTITIONS, millis, name, value(id, name, millis));
  }

  private byte[] value(long id, byte[] account, long millis) {
    begin(buffer, schemaId);
    long random = mix(id + 1);
    try {
      encoder.writeLong(id);
      encoder.writeBytes(account);
      encoder.writeString(KINDS[(int) Long.remainderUnsigned(random, KINDS.length)]);
      encoder.writeInt((int) (random & 0xff));
      encoder.writeBytes(ByteBuffer.allocate(4).putInt(cents(id)).flip());
      encoder.writeLong(millis * unitsPerMilli);
      fillNote(random);
      encoder.writeBytes(note);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return buffer.toByteArray();
  }

  /** Starts a value in Confluent's wire format. */
  static void begin(ByteArrayOutputStream value, int schemaId) {
    value.reset();
    value.write(0);
    for (int shift = 24; shift >= 0; shift -= 8) {
      value.write(schemaId >>> shift);
    }
  }

  private void fillNote(long random) {
    long bits = random;
    for (int i = 0; i < NOTE_LENGTH; i++) {
      if (i % 16 == 0) {
        bits = mix(bits + i);
      }
      note[i] = (byte) HEX[(int) (bits & 0xf)];
      bits >>>= 4;
    }
  }

  static byte[] ascii(int account) {
    byte[] name = "account-0000000".getBytes(StandardCharsets.US_ASCII);
    int rest = account;
    for (int i = name.length - 1; rest > 0; i--) {
      name[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return name;
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014): neighbours get unrelated values. */
  private static long mix(long number) {
    long z = number * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
