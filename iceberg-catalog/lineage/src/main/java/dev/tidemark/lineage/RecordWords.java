package dev.tidemark.lineage;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The texts that the bytes of a record may hold, for finding a person in records that nobody could
 * read: the whole of it, every string as Avro writes one (length, then UTF-8), and every run of
 * letters, digits and {@code _ - . @ +}.
 *
 * <p>Texts of fewer than {@value #SHORTEST} bytes are taken only if they are the whole: short ones
 * are everywhere. A value within other text, or a number as Avro writes one, is not found.
 */
public final class RecordWords {
  static final int SHORTEST = 4;
  private static final int LONGEST = 256;

  private final Set<Word> words = new HashSet<>();

  /** A text, as UTF-8. */
  public static final class Word {
    private final ByteBuffer bytes;

    private Word(byte[] from, int begin, int end) {
      bytes = ByteBuffer.wrap(Arrays.copyOfRange(from, begin, end));
    }

    byte[] utf8() {
      return bytes.array();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Word word && word.bytes.equals(bytes);
    }

    @Override
    public int hashCode() {
      return bytes.hashCode();
    }
  }

  /** Adds those of some bytes. */
  public void add(byte[] bytes) {
    if (bytes.length > 0 && bytes.length <= LONGEST) {
      words.add(new Word(bytes, 0, bytes.length));
    }
    addAvroStrings(bytes);
    addRuns(bytes);
  }

  /** All that were found. */
  public Set<Word> words() {
    return words;
  }

  private void addAvroStrings(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      // Zigzag: a length that is not negative is even, and takes two bytes from 64 on.
      int first = bytes[i] & 0xff;
      boolean isLong = first >= 0x80;
      int second = isLong && i + 1 < bytes.length ? bytes[i + 1] & 0xff : 0;
      int zigzag = isLong ? (first & 0x7f) | second << 7 : first;
      int begin = i + (isLong ? 2 : 1);
      addIfWhole(bytes, begin, begin + zigzag / 2, zigzag % 2 == 0 && second < 0x80);
    }
  }

  private void addRuns(byte[] bytes) {
    int begin = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || !isLetter(bytes[i])) {
        addIfWhole(bytes, begin, i, true);
        begin = i + 1;
      }
    }
  }

  private void addIfWhole(byte[] bytes, int begin, int end, boolean fits) {
    if (fits && end <= bytes.length && end - begin >= SHORTEST && end - begin <= LONGEST) {
      words.add(new Word(bytes, begin, end));
    }
  }

  private static boolean isLetter(byte one) {
    return one < 0 || Character.isLetterOrDigit(one) || "_-.@+".indexOf(one) >= 0;
  }
}
