package dev.tidemark.local;

/** The step of a loop that asks another process until it answers. */
final class Pause {
  private static final long MS = 50;

  private Pause() {}

  static void briefly() {
    try {
      Thread.sleep(MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException("Interrupted while waiting for an answer. Ask again.", e);
    }
  }
}
