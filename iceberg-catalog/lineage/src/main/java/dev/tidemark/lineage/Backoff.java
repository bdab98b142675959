package dev.tidemark.lineage;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next attempt: doubling from {@code first} to {@code longest}, then a
 * random half to whole of that, so that rivals do not meet again and again.
 */
record Backoff(Duration first, Duration longest) {

  /** After a lost race: the winner is done already. */
  static final Backoff CONFLICT = new Backoff(Duration.ofMillis(10), Duration.ofSeconds(1));

  /** After an unreachable catalog or storage: it may take minutes, and it must not be stampeded. */
  static final Backoff UNAVAILABLE = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));

  void sleep(int attempt) throws InterruptedException {
    long full = first.toMillis() << Math.min(attempt, 20);
    long bounded = Math.min(full, longest.toMillis());
    Thread.sleep(ThreadLocalRandom.current().nextLong(bounded / 2, bounded + 1));
  }
}
