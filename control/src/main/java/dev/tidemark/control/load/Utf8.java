package dev.tidemark.control.load;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Texts of bytes; bytes that are not UTF-8 are told apart from the text that stands for them. */
final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';

  private Utf8() {}

  /**
   * The text.
   *
   * @throws UnfitException if the bytes are none
   */
  static String text(byte[] bytes, int start, int length) throws UnfitException {
    String text = new String(bytes, start, length, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0 && !isValid(bytes, start, length)) {
      throw new UnfitException(
          "bytes that are not UTF-8 (%s)".formatted(Quoted.bytes(bytes, start, length)), "UTF-8");
    }
    return text;
  }

  /** The replacement character may stand in a text that is right. */
  private static boolean isValid(byte[] bytes, int start, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, length));
      return true;
    } catch (CharacterCodingException malformed) {
      return false;
    }
  }
}
