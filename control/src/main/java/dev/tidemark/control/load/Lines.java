package dev.tidemark.control.load;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The lines of one input, read once, in order. */
interface Lines {
  /** Empty at the end. */
  Optional<Line> next() throws IOException;

  /** The columns that every row has; empty if rows name their own, as JSON objects do. */
  Optional<List<String>> columns();
}
