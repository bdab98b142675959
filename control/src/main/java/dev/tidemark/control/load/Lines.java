package dev.tidemark.control.load;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * The rows of one input, read once, in order. Never the whole input in memory.
 *
 * <p>A row that cannot be read is a {@link Line.Broken}, behind which the next one follows. Where
 * nothing can follow, since the input ends early or cannot be read any further, reading throws.
 */
interface Lines extends Closeable {
  /**
   * Empty at the end.
   *
   * @throws IOException if the rest cannot be read; the message completes "it cannot be read: "
   */
  Optional<Line> next() throws IOException;
}
