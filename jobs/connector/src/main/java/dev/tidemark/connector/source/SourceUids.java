package dev.tidemark.connector.source;

import java.util.Optional;

/** Names under which a source's operators keep their state. */
@FunctionalInterface
public interface SourceUids {
  /**
   * @param operator {@code read} or {@code track}
   * @return empty to leave it to Flink, which derives a name from the topology
   */
  Optional<String> of(String operator);
}
