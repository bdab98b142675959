package dev.tidemark.connector.pace;

import java.util.Map;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * From a reader to the enumerator.
 *
 * @param positions the next offset to read of each partition that the reader has
 */
record ReadSoFar(Map<Integer, Long> positions) implements SourceEvent {
  ReadSoFar {
    positions = Map.copyOf(positions);
  }
}
