package dev.tidemark.control.generate;

import dev.tidemark.definition.Field;
import dev.tidemark.definition.FieldType;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.Utf8;

/**
 * Spoils copies of good records, each in one way: quarantine is to have them. What is spoiled in a
 * value is a field that every definition which reads the topic needs.
 */
final class Spoiler {
  private static final int HEADER = 5;
  private static final byte[] NO_TEXT = {(byte) 0xc3, (byte) 0x28, (byte) 0xff};

  private final Random random;
  private final Encoder encoder;
  private final Map<ShopTopic, List<Fault>> faults = new EnumMap<>(ShopTopic.class);

  Spoiler(Random random, Encoder encoder) {
    this.random = random;
    this.encoder = encoder;
    for (ShopTopic topic : ShopTopic.values()) {
      faults.put(topic, faults(topic));
    }
  }

  /** The ways in which records of a topic are spoiled, each as often. */
  static List<Fault> faults(ShopTopic topic) {
    return Arrays.stream(Fault.values())
        .filter(
            fault ->
                switch (fault) {
                  case TOO_MANY_DIGITS -> topic.fields().stream().anyMatch(Spoiler::isDecimal);
                  case NULL_VALUE -> !topic.deletes();
                  case DELETE_OF_NO_TEXT -> topic.deletes();
                  default -> true;
                })
        .toList();
  }

  Payload.Spoiled spoil(ShopTopic topic, GenericRecord record) {
    List<Fault> possible = faults.get(topic);
    Fault fault = possible.get(random.nextInt(possible.size()));
    byte[] value =
        switch (fault) {
          case NULL_VALUE, DELETE_OF_NO_TEXT -> null;
          case NO_BYTES -> new byte[0];
          case FOREIGN_RECORD ->
              encoder.heartbeat("till-" + random.nextInt(9), time(topic, record));
          case NULL_FIELD -> encoder.loose(topic, record, lastRequired(topic, field -> true), null);
          case NO_TEXT ->
              encoder.loose(topic, record, lastRequired(topic, Spoiler::isText), new Utf8(NO_TEXT));
          case NANOSECONDS ->
              encoder.loose(
                  topic,
                  record,
                  topic.eventTime(),
                  TimeUnit.MILLISECONDS.toNanos(time(topic, record)));
          case TOO_MANY_DIGITS ->
              encoder.loose(topic, record, lastRequired(topic, Spoiler::isDecimal), manyDigits());
          default -> spoiledBytes(fault, encoder.strict(topic, record));
        };
    return new Payload.Spoiled(fault, fault == Fault.DELETE_OF_NO_TEXT ? NO_TEXT : null, value);
  }

  private byte[] spoiledBytes(Fault fault, byte[] good) {
    return switch (fault) {
      case WRONG_MAGIC_BYTE -> with(good, 0, 0x7f);
      // An id that no registry gives: they count from one.
      case UNKNOWN_SCHEMA -> with(good, 1, 0x7f);
      case CUT_IN_HEADER -> Arrays.copyOf(good, 1 + random.nextInt(HEADER - 1));
      case CUT_OFF -> Arrays.copyOf(good, HEADER + random.nextInt(good.length - HEADER));
      case TRAILING_BYTES -> Arrays.copyOf(good, good.length + 1 + random.nextInt(5));
      default -> throw new IllegalArgumentException(fault + " spoils no bytes");
    };
  }

  private static byte[] with(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private static ByteBuffer manyDigits() {
    return ByteBuffer.wrap(BigInteger.TEN.pow(15).toByteArray());
  }

  private static long time(ShopTopic topic, GenericRecord record) {
    return (Long) record.get(topic.eventTime());
  }

  private static String lastRequired(ShopTopic topic, Predicate<Field> wanted) {
    return topic.fields().stream()
        .filter(field -> field.required() && !field.name().equals(topic.eventTime()))
        .filter(wanted)
        .reduce((first, second) -> second)
        .orElseThrow()
        .name();
  }

  private static boolean isDecimal(Field field) {
    return field.type() instanceof FieldType.Decimal;
  }

  private static boolean isText(Field field) {
    return field.type() == FieldType.STRING;
  }
}
