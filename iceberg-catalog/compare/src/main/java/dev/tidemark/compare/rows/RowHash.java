package dev.tidemark.compare.rows;

/** The first 128 bits of SHA-256 of canonical bytes. Ordered as unsigned numbers are. */
public record RowHash(long high, long low) implements Comparable<RowHash> {
  @Override
  public int compareTo(RowHash other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }
}
