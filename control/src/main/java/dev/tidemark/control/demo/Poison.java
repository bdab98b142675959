package dev.tidemark.control.demo;

import java.nio.ByteBuffer;
import java.util.Random;

/** Records that no decoder can use: quarantine is to have them. */
final class Poison {
  private Poison() {}

  static byte[] any(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> wrongMagicByte(random);
      case 1 -> unknownSchema();
      case 2 -> cutOff();
      default -> new byte[0];
    };
  }

  private static byte[] wrongMagicByte(Random random) {
    byte[] bytes = new byte[20];
    random.nextBytes(bytes);
    bytes[0] = 0x7f;
    return bytes;
  }

  private static byte[] unknownSchema() {
    return ByteBuffer.allocate(9).put((byte) 0).putInt(Integer.MAX_VALUE).putInt(1).array();
  }

  /** Ends within the schema's id. */
  private static byte[] cutOff() {
    return new byte[] {0, 0, 0};
  }
}
