package dev.tidemark.tests.wire;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.BiPredicate;

/**
 * Loses answers to one kind of request: to one in so many, and to most of those so often in a row
 * that their sender gives up, until enough were given up.
 */
final class SeededLoss implements LosingWire.Loss {
  private final BiPredicate<String, String> kind;
  private final int oneIn;
  private final int tries;
  private final int enough;
  private final Random random;
  private final Map<String, Integer> left = new HashMap<>();
  private boolean begun;
  private int lost;
  private int givenUp;

  /**
   * @param kind of which method and path
   * @param oneIn how many requests there are to one whose answer is lost
   * @param tries how often its sender tries
   * @param enough how many requests shall be given up
   */
  SeededLoss(BiPredicate<String, String> kind, int oneIn, int tries, int enough, long seed) {
    this.kind = kind;
    this.oneIn = oneIn;
    this.tries = tries;
    this.enough = enough;
    this.random = new Random(seed);
  }

  @Override
  public synchronized boolean takes(String method, String path) {
    if (!begun || !kind.test(method, path)) {
      return false;
    }
    int now = left.containsKey(path) ? left.remove(path) : draw();
    if (now > 1) {
      left.put(path, now - 1);
    }
    lost += now > 0 ? 1 : 0;
    return now > 0;
  }

  private int draw() {
    if (givenUp >= enough || random.nextInt(oneIn) > 0) {
      return 0;
    }
    boolean all = random.nextInt(3) > 0;
    givenUp += all || tries == 1 ? 1 : 0;
    return all ? tries : 1;
  }

  /** From now on answers are lost; until then all arrive. */
  synchronized void begin() {
    begun = true;
  }

  /**
   * Whether enough were given up. Answers to others arrive from then on; a sender that was ended
   * between its tries never asks for its path again.
   */
  synchronized boolean isOver() {
    return givenUp >= enough;
  }

  /** How many answers were lost, and how many requests were given up. */
  @Override
  public synchronized String toString() {
    return "%d answers lost, %d requests given up".formatted(lost, givenUp);
  }
}
