package dev.tidemark.control.generate;

import java.util.Random;

/**
 * A sequence of random numbers for each concern, so that one concern's taste for numbers moves no
 * other: a shop without duplicates sells the same as with them. {@link Random} and {@link
 * String#hashCode} are specified to the bit, on every Java.
 */
final class Seeds {
  private final long seed;

  Seeds(long seed) {
    this.seed = seed;
  }

  Random of(String concern) {
    // Far apart for neighbouring seeds, whose first numbers Random makes alike.
    long mixed = (seed ^ ((long) concern.hashCode() << 32)) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
    return new Random(mixed ^ (mixed >>> 32));
  }
}
