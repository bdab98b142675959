package dev.tidemark.control.generate;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/** Amounts as Avro has decimals: the digits of an integer. */
final class Pounds {
  private static final int MILLS_PER_PENNY = 10;

  private Pounds() {}

  /** Of a field with two digits after the point. */
  static ByteBuffer pence(long pence) {
    return digits(pence);
  }

  /** The same for a field with three digits after the point. */
  static ByteBuffer mills(long pence) {
    return digits(pence * MILLS_PER_PENNY);
  }

  private static ByteBuffer digits(long number) {
    return ByteBuffer.wrap(BigInteger.valueOf(number).toByteArray());
  }
}
