package dev.tidemark.control.generate;

/**
 * When something happens in the shop.
 *
 * @param at milliseconds since 1970
 * @param late whether it is told long after
 */
record Moment(long at, boolean late) {
  /** The same, but not before that. */
  Moment notBefore(long earliest) {
    return at >= earliest ? this : new Moment(earliest, late);
  }
}
