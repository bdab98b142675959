package dev.tidemark.connector.latest;

/**
 * Kept per key for ever: which event of its topic came last. Ordered by event time, then partition
 * and offset, which no two events of a topic share. The topic itself is the same for all keys; see
 * {@link EventOrder}.
 *
 * @param eventTime epoch microseconds
 * @param present false if that event deleted the key; kept then too, as an older update must not
 *     revive it
 */
record Latest(long eventTime, int partition, long offset, boolean present) {
  boolean isNewerThan(Latest other) {
    int order = Long.compare(eventTime, other.eventTime);
    order = order != 0 ? order : Integer.compare(partition, other.partition);
    order = order != 0 ? order : Long.compare(offset, other.offset);
    return order > 0;
  }
}
