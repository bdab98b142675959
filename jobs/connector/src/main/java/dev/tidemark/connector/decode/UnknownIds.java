package dev.tidemark.connector.decode;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Schema ids that the registry did not know when it was asked last. Bytes that are no Avro at all
 * can name another id in every record, so only the newest are remembered; the others are asked for
 * again.
 */
final class UnknownIds {
  private static final int AT_MOST = 10_000;

  /** How long an id is not asked for again. */
  private static final long FOR_NANOS = Duration.ofSeconds(30).toNanos();

  private final Map<Integer, Long> since =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Long> eldest) {
          return size() > AT_MOST;
        }
      };

  boolean contains(int id) {
    Long asked = since.get(id);
    if (asked != null && System.nanoTime() - asked >= FOR_NANOS) {
      since.remove(id);
      return false;
    }
    return asked != null;
  }

  void add(int id) {
    since.putIfAbsent(id, System.nanoTime());
  }
}
