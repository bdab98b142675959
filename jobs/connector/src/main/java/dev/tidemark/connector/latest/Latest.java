package dev.tidemark.connector.latest;

/**
 * Checkpointed per key: which event set its state. Ordered by event time, then topic, partition and
 * offset, which no two events share. A Flink POJO, therefore the public fields; never change one.
 */
public final class Latest implements Comparable<Latest> {
  /** Epoch microseconds. */
  public long eventTime;

  public String topic = "";
  public int partition;
  public long offset;

  /** False if that event deleted the key. Kept then too: an older update must not revive it. */
  public boolean present;

  @Override
  public int compareTo(Latest other) {
    int order = Long.compare(eventTime, other.eventTime);
    order = order != 0 ? order : topic.compareTo(other.topic);
    order = order != 0 ? order : Integer.compare(partition, other.partition);
    return order != 0 ? order : Long.compare(offset, other.offset);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Latest latest && compareTo(latest) == 0 && present == latest.present;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(offset) * 31 + partition;
  }
}
