package dev.tidemark.connector.sink;

import java.util.Optional;

/** Names under which the sink's own operators keep their state, one sink's apart from another's. */
@FunctionalInterface
public interface SinkUids {
  /** For a job with one sink. Never change them: a restart would not find its state. */
  SinkUids ONE_SINK = operator -> Optional.of("tidemark-" + operator);

  /**
   * @param operator {@code aggregate} or {@code quarantine}
   * @return empty to leave it to Flink, which derives a name from the topology
   */
  Optional<String> of(String operator);
}
