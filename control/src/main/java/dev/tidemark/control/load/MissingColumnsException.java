package dev.tidemark.control.load;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/** A file that lacks columns which the mapping reads. */
final class MissingColumnsException extends IOException {
  private static final long serialVersionUID = 1;

  MissingColumnsException(Set<String> missing, List<String> present) {
    super(
        "it lacks the columns %s that the mapping reads; it has %s"
            .formatted(missing, Quoted.names(present)));
  }
}
