package dev.tidemark.control.generate;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The shop as a whole: what it does next, as it would be told if nothing went wrong. */
final class Shop {
  private static final long SHORTEST_DELAY = TimeUnit.MINUTES.toMillis(1);
  private static final double LONGEST_OF_SHORTEST = 360;

  private final Random acts;
  private final Random lateness;
  private final double late;
  private final FollowUps followUps = new FollowUps();
  private final Catalogue catalogue;
  private final Customers customers;
  private final Orders orders;
  private final SupportDesk support;

  /**
   * @param out takes all that happens, of every topic
   */
  Shop(ShopSettings settings, Consumer<Happening> out) {
    var seeds = new Seeds(settings.seed());
    this.acts = seeds.of("acts");
    this.lateness = seeds.of("lateness");
    this.late = settings.mishaps().late();
    this.catalogue = new Catalogue(settings, followUps, out);
    this.customers = new Customers(settings, followUps, out);
    this.orders = new Orders(settings.seed(), catalogue, customers, out);
    this.support = new SupportDesk(settings.seed(), orders, followUps, out);
  }

  /** Does one thing, and what follows from earlier ones by now. */
  void act(long now) {
    followUps.next(new Moment(now, false));
    Moment moment = moment(now);
    double drawn = acts.nextDouble();
    if (drawn < 0.62) {
      orders.order(moment);
    } else if (drawn < 0.64) {
      orders.cancel(moment);
    } else if (drawn < 0.78) {
      catalogue.reprice(moment);
    } else if (drawn < 0.81) {
      catalogue.rename(moment);
    } else if (drawn < 0.825) {
      orders.writeOff(moment);
    } else if (drawn < 0.865) {
      customers.change(moment);
    } else if (drawn < 0.868) {
      customers.close(moment);
    } else if (drawn < 0.918) {
      support.open(moment);
    } else if (drawn < 0.968) {
      support.contact(moment);
    } else {
      support.ask();
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
