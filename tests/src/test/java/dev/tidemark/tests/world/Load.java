package dev.tidemark.tests.world;

import dev.tidemark.tests.events.EventLog;
import dev.tidemark.tests.events.Outgoing;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends events at a rate, from a thread of its own, until closed. */
public final class Load implements AutoCloseable {
  private static final int BURSTS_PER_SECOND = 50;

  private final EventLog log;
  private final Supplier<Outgoing> events;
  private final int burst;
  private final Thread thread;
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private volatile boolean closed;

  private Load(EventLog log, int perSecond, Supplier<Outgoing> events) {
    this.log = log;
    this.events = events;
    this.burst = Math.max(1, perSecond / BURSTS_PER_SECOND);
    this.thread = new Thread(this::run, "load");
  }

  /** Starts sending what {@code events} makes; it is called from one thread only. */
  public static Load of(EventLog log, int perSecond, Supplier<Outgoing> events) {
    Load load = new Load(log, perSecond, events);
    load.thread.start();
    return load;
  }

  private void run() {
    try {
      long next = System.nanoTime();
      while (!closed) {
        for (int i = 0; i < burst; i++) {
          log.send(events.get());
        }
        next += Duration.ofSeconds(1).toNanos() / BURSTS_PER_SECOND;
        long wait = next - System.nanoTime();
        if (wait > 0) {
          LockSupport.parkNanos(wait);
        } else {
          // Behind: a stopped broker is not made up for in one burst.
          next = System.nanoTime();
        }
      }
    } catch (RuntimeException e) {
      failure.set(e);
    }
  }

  /** Ends the load; everything sent has arrived then. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    log.flush();
    RuntimeException problem = failure.get();
    if (problem != null) {
      throw problem;
    }
  }
}
