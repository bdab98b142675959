package dev.tidemark.control.generate;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The shop as a whole: what it does next, as it would be told if nothing went wrong. */
final class Shop {
  private static final long SHORTEST_DELAY = TimeUnit.MINUTES.toMillis(1);
  private static final double LONGEST_OF_SHORTEST = 360;
  private static final int ACTS = 1_000;

  private final Random random;
  private final Random lateness;
  private final double late;
  private final FollowUps followUps = new FollowUps();
  private final List<Act> acts;

  /**
   * What the shop does of its own accord.
   *
   * @param share of {@link #ACTS}
   */
  private record Act(int share, Consumer<Moment> what) {}

  /**
   * @param out takes all that happens, of every topic
   */
  Shop(ShopSettings settings, Consumer<Happening> out) {
    var seeds = new Seeds(settings.seed());
    this.random = seeds.of("acts");
    this.lateness = seeds.of("lateness");
    this.late = settings.mishaps().late();
    var catalogue = new Catalogue(settings, followUps, out);
    var customers = new Customers(settings, followUps, out);
    var orders = new Orders(settings.seed(), catalogue, customers, out);
    var support = new SupportDesk(settings.seed(), orders, followUps, out);
    this.acts =
        List.of(
            new Act(620, orders::order),
            new Act(20, orders::cancel),
            new Act(15, orders::writeOff),
            new Act(140, catalogue::reprice),
            new Act(30, catalogue::rename),
            new Act(40, customers::change),
            new Act(3, customers::close),
            new Act(50, support::open),
            new Act(50, support::contact),
            new Act(32, moment -> support.ask()));
  }

  /** Does one thing, and what follows from earlier ones by now. */
  void act(long now) {
    followUps.next(new Moment(now, false));
    Moment moment = moment(now);
    int drawn = random.nextInt(ACTS);
    for (Act act : acts) {
      drawn -= act.share;
      if (drawn < 0) {
        act.what.accept(moment);
        return;
      }
    }
  }

  /** Now, or a while ago: short delays are as likely as ten times longer ones. */
  private Moment moment(long now) {
    if (lateness.nextDouble() >= late) {
      return new Moment(now, false);
    }
    double delay = SHORTEST_DELAY * StrictMath.pow(LONGEST_OF_SHORTEST, lateness.nextDouble());
    return new Moment(now - (long) delay, true);
  }
}
