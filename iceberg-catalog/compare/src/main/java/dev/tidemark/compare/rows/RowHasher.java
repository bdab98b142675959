package dev.tidemark.compare.rows;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The first 128 bits of SHA-256. Every JDK has it, every other language too, and processors have
 * instructions for it; two different rows have the same hash once in 2<sup>128</sup> pairs, so it
 * stands for the row. Holds the last result, so that a row makes no garbage. Not thread-safe.
 */
final class RowHasher {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final MessageDigest sha256;
  private final byte[] result = new byte[32];

  RowHasher() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256; this one says it has not.", e);
    }
  }

  void hash(RowBytes bytes) {
    sha256.update(bytes.array(), 0, bytes.length());
    try {
      sha256.digest(result, 0, result.length);
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-256 gives 32 bytes.", e);
    }
  }

  long high() {
    return (long) LONG.get(result, 0);
  }

  long low() {
    return (long) LONG.get(result, Long.BYTES);
  }
}
