package dev.tidemark.connector.pace;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.connector.source.SourceEvent;
import org.jspecify.annotations.Nullable;

/**
 * From the enumerator to one reader.
 *
 * @param at by partition the first offset that is not to be read for now; a partition that is not
 *     in it is not read at all. Null: read on
 */
record StandStill(@Nullable HashMap<Integer, Long> at) implements SourceEvent {
  static final StandStill NO_MORE = new StandStill(null);

  static StandStill at(Map<Integer, Long> offsets) {
    return new StandStill(new HashMap<>(offsets));
  }
}
