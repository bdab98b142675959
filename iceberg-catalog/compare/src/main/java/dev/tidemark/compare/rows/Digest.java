package dev.tidemark.compare.rows;

/**
 * What a set of rows amounts to: how many, and the sum of their hashes modulo 2<sup>128</sup>. The
 * sum does not depend on the order, and a row that is there twice counts twice; with XOR it would
 * count as not there. {@code docs/digest.md} is the format. It finds errors; it is no proof against
 * somebody who makes up rows to fit a sum.
 *
 * @param rows how many
 * @param high upper half of the sum
 * @param low lower half of the sum
 */
public record Digest(long rows, long high, long low) {
  public static final Digest NONE = new Digest(0, 0, 0);

  /** The digest of both together. */
  public Digest plus(Digest other) {
    long sum = low + other.low;
    long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
    return new Digest(rows + other.rows, high + other.high + carry, sum);
  }

  /** The sum as 32 hexadecimal digits. */
  public String text() {
    return "%016x%016x".formatted(high, low);
  }
}
