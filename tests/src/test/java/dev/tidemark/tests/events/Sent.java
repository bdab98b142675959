package dev.tidemark.tests.events;

/**
 * A record that readers of committed records see, at the offset that the broker gave it.
 *
 * @param acknowledged when this process heard of that, in {@link System#nanoTime}; timestamps of
 *     made-up events are made up
 */
public record Sent(Outgoing record, long offset, long acknowledged) {
  public Event event() {
    return record.event();
  }

  public int partition() {
    return record.partition();
  }

  public boolean isPoison() {
    return record.event() instanceof Event.Poison;
  }
}
