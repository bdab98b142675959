package dev.tidemark.control.load;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * What stands in somebody's file, for a sentence: short, and without what a terminal would obey or
 * would not show. Everything that a sentence takes out of an input goes through here.
 */
final class Quoted {
  private static final int LONGEST = 60;
  private static final int NAMES_AT_MOST = 50;

  private Quoted() {}

  /** A text, in quotes. */
  static String text(String text) {
    return "\"" + bare(text) + "\"";
  }

  /** Bytes that are not UTF-8, in quotes: those that stand for nothing as {@code \\xC9}. */
  static String bytes(byte[] bytes, int start, int length) {
    var in = ByteBuffer.wrap(bytes, start, length);
    var shown = new Shown(LONGEST);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    while (in.hasRemaining() && !shown.isCut) {
      CharBuffer out = CharBuffer.allocate(LONGEST);
      CoderResult result = decoder.decode(in, out, true);
      shown.add(out.flip().toString());
      for (int i = 0; result.isError() && i < result.length() && in.hasRemaining(); i++) {
        shown.addPiece("\\x%02X".formatted(in.get() & 0xff));
      }
      decoder.reset();
    }
    return "\"" + shown + "\"";
  }

  /** Names, such as those of columns. */
  static String names(Collection<String> names) {
    String more =
        names.size() > NAMES_AT_MOST ? " and %,d more".formatted(names.size() - NAMES_AT_MOST) : "";
    return names.stream()
        .limit(NAMES_AT_MOST)
        .map(Quoted::bare)
        .collect(Collectors.joining(", ", "[", more + "]"));
  }

  /** A text that is quoted already or needs no quotes, such as what a parser says of an input. */
  static String bare(String text) {
    return escaped(text, LONGEST);
  }

  /** The same of a whole sentence, which is longer. */
  static String sentence(String text) {
    return escaped(text, 4 * LONGEST);
  }

  private static String escaped(String text, int longest) {
    var shown = new Shown(longest);
    shown.add(text);
    return shown.toString();
  }

  /** A text that grows until it is long enough; an escape counts as what is shown of it. */
  private static final class Shown {
    private final int longest;
    private final StringBuilder text = new StringBuilder();
    private boolean isCut;

    Shown(int longest) {
      this.longest = longest;
    }

    void add(String more) {
      more.codePoints().takeWhile(point -> !isCut).forEach(point -> addPiece(escaped(point)));
    }

    void addPiece(String piece) {
      isCut |= text.length() + piece.length() > longest;
      if (!isCut) {
        text.append(piece);
      }
    }

    @Override
    public String toString() {
      return isCut ? text + "…" : text.toString();
    }
  }

  private static String escaped(int point) {
    return switch (point) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> isVisible(point) ? Character.toString(point) : "\\u%04x".formatted(point);
    };
  }

  /** Format characters turn the direction of what follows, or hide in a text. */
  private static boolean isVisible(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
