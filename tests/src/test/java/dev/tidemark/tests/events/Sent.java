package dev.tidemark.tests.events;

/** A record that readers of committed records see, at the offset that the broker gave it. */
public record Sent(Outgoing record, long offset) {
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
