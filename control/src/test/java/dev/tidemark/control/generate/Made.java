package dev.tidemark.control.generate;

import dev.tidemark.control.generate.ShopSettings.Mishaps;
import dev.tidemark.control.generate.ShopSettings.Pulse;
import dev.tidemark.control.generate.ShopSettings.Size;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;

/** So many messages of a shop. */
final class Made {
  static final Mishaps NONE = new Mishaps(0, 0, 0, 0);
  static final Mishaps MANY = new Mishaps(0.05, 0.05, 0.02, 0.02);
  static final Set<ShopTopic> ALL = EnumSet.allOf(ShopTopic.class);

  private final Encoder encoder;
  private final List<Message> messages = new ArrayList<>();

  Made(ShopSettings settings, int count) {
    encoder = new Encoder(settings.topics(), new OwnIds()::register, true);
    var shop = new ShopMessages(settings, encoder);
    for (int i = 0; i < count; i++) {
      messages.add(shop.next());
    }
  }

  static ShopSettings settings(long seed, Mishaps mishaps) {
    return settings(seed, mishaps, Size.USUAL);
  }

  static ShopSettings settings(long seed, Mishaps mishaps, Size size) {
    return new ShopSettings(
        seed, ALL, size, new Pulse(ShopOptions.USUAL_START, 1, true, null), mishaps);
  }

  Encoder encoder() {
    return encoder;
  }

  List<Message> messages() {
    return messages;
  }

  /** Those that keep their topic's promise, each as often as it was sent. */
  Stream<GenericRecord> values(ShopTopic topic, Kind... kinds) {
    return messages.stream()
        .filter(message -> message.topic() == topic)
        .filter(message -> kinds.length == 0 || Arrays.asList(kinds).contains(message.kind()))
        .filter(message -> message.payload() instanceof Payload.Value)
        .map(message -> ((Payload.Value) message.payload()).record());
  }

  /** Of all that makes the records what they are. */
  String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Message message : messages) {
        String told =
            message.topic() + " " + message.kind() + " " + message.late() + message.duplicate();
        update(digest, told.getBytes(StandardCharsets.UTF_8));
        update(digest, encoder.key(message));
        byte[] value = encoder.value(message);
        update(digest, value == null ? new byte[] {-1} : value);
        digest.update(ByteBuffer.allocate(8).putLong(message.timestamp()).array());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void update(MessageDigest digest, byte[] bytes) {
    digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
    digest.update(bytes);
  }
}
