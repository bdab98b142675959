package dev.tidemark.control.generate;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * What happens because of something earlier, counted in the shop's acts and not in time, so that a
 * short look at a busy shop sees cancellations too.
 */
final class FollowUps {
  private record Due(long act, long order, Consumer<Moment> what) {}

  private final PriorityQueue<Due> due =
      new PriorityQueue<>(Comparator.comparingLong(Due::act).thenComparingLong(Due::order));
  private long acts;
  private long ordered;

  /** Lets it happen so many acts from now. */
  void in(int actsFromNow, Consumer<Moment> what) {
    due.add(new Due(acts + actsFromNow, ordered++, what));
  }

  /** Goes on by one act, and lets happen what is due. */
  void next(Moment now) {
    acts++;
    while (!due.isEmpty() && due.peek().act() <= acts) {
      due.remove().what().accept(now);
    }
  }
}
