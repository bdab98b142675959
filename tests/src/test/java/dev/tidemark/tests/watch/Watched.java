package dev.tidemark.tests.watch;

import dev.tidemark.tests.reference.Expected;
import java.util.List;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * A table to watch.
 *
 * @param topics all that feed it
 */
public record Watched(TableIdentifier table, List<String> topics, Expected expected) {
  public Watched {
    topics = List.copyOf(topics);
  }
}
