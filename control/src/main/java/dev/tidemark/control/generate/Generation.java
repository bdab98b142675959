package dev.tidemark.control.generate;

import dev.tidemark.control.load.Stop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Sends a shop's messages until there are enough, as fast as they go or at the shop's pace. */
final class Generation {
  /** Below, sleeping is less exact than not to sleep. */
  private static final long SHORTEST_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final ShopMessages messages;
  private final Destination destination;
  private final Extent extent;
  private final Stop stop;
  private final Counts counts = new Counts();

  /**
   * Until when, and how fast.
   *
   * @param speedUp seconds of the shop's time in a real one; 0 to not wait at all
   */
  record Extent(long events, Duration time, double speedUp) {
    static final Duration ENDLESS = Duration.ofDays(36_500);
  }

  /** How messages go where. */
  record Way(Encoder encoder, Destination destination, Extent extent) {}

  /** One that ends at its extent only. */
  Generation(ShopMessages messages, Destination destination, Extent extent) {
    this(messages, destination, extent, new Stop());
  }

  /**
   * @param stop ends it earlier
   */
  Generation(ShopMessages messages, Destination destination, Extent extent, Stop stop) {
    this.messages = messages;
    this.destination = destination;
    this.extent = extent;
    this.stop = stop;
  }

  /**
   * Returns when all has arrived.
   *
   * @param atEach called after every message, by this thread
   */
  Counts run(Consumer<Counts> atEach) throws InterruptedException {
    long begun = System.nanoTime();
    while (counts.all().events() < extent.events() && destination.isOpen() && !stop.isAsked()) {
      Message message = messages.next();
      if (!awaitDue(begun)) {
        break;
      }
      destination.send(message);
      counts.add(message);
      atEach.accept(counts);
    }
    destination.flush();
    return counts;
  }

  /** Waits until the message is due; false if that is after the end. */
  private boolean awaitDue(long begun) throws InterruptedException {
    long passed = System.nanoTime() - begun;
    if (extent.speedUp() > 0) {
      long due = (long) (messages.sinceStartNanos() / extent.speedUp());
      long ahead = Math.min(due, extent.time().toNanos()) - passed;
      if (ahead >= SHORTEST_SLEEP_NANOS) {
        destination.idle();
        stop.await(TimeUnit.NANOSECONDS.toMillis(ahead));
        passed = System.nanoTime() - begun;
      }
    }
    return passed < extent.time().toNanos() && !stop.isAsked();
  }
}
