package dev.tidemark.control.generate;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that decides which events a shop makes: equal settings make equal events.
 *
 * @param topics that are written; the shop is the same whatever they are
 */
public record ShopSettings(
    long seed, Set<ShopTopic> topics, Size size, Pulse pulse, Mishaps mishaps) {
  public ShopSettings {
    if (topics.isEmpty()) {
      throw new IllegalArgumentException("A shop without topics has no events");
    }
    topics = Set.copyOf(topics);
  }

  /**
   * How large the shop is.
   *
   * @param skew exponent of Zipf's law for customers and products: 0 for all alike
   */
  public record Size(int customers, int products, double skew) {
    static final Size USUAL = new Size(4_000, 3_000, 1);

    public Size {
      if (customers < 1 || products < 1 || !(skew >= 0) || skew > 10) {
        throw new IllegalArgumentException(
            "Found %d customers, %d products and a skew of %s: accepted are 1 or more of each, and 0 to 10"
                .formatted(customers, products, skew));
      }
    }
  }

  /**
   * When things happen.
   *
   * @param perSecond events in a second of the shop's time, over a day on average, bursts apart
   * @param daily whether the hour of the day (UTC) says how much happens
   * @param burst null for none
   */
  public record Pulse(Instant start, double perSecond, boolean daily, @Nullable Burst burst) {
    public Pulse {
      if (!(perSecond > 0)) {
        throw new IllegalArgumentException(
            "Found %s events a second: accepted is more than 0".formatted(perSecond));
      }
    }
  }

  /**
   * What goes wrong, as shares from 0 to 1.
   *
   * @param late of what the shop does, told a minute to six hours after it happened
   * @param outOfOrder of the events, overtaken by up to fifty others
   * @param duplicates of the events, sent again as they are, by a producer that retried
   * @param malformed of the events, spoiled copies of which are sent besides
   */
  public record Mishaps(double late, double outOfOrder, double duplicates, double malformed) {
    static final Mishaps USUAL = new Mishaps(0.01, 0.02, 0.001, 0.0005);

    public Mishaps {
      requireShare("late", late);
      requireShare("out-of-order", outOfOrder);
      requireShare("duplicates", duplicates);
      requireShare("malformed", malformed);
    }

    private static void requireShare(String name, double share) {
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException(
            "Found %s for %s: accepted is a share from 0 to 1".formatted(share, name));
      }
    }
  }

  /** The usual shop at a steady pulse, as the demo shows it. */
  public static ShopSettings steady(
      long seed, Set<ShopTopic> topics, Instant start, double perSecond) {
    return new ShopSettings(
        seed,
        EnumSet.copyOf(topics),
        Size.USUAL,
        new Pulse(start, perSecond, false, null),
        Mishaps.USUAL);
  }
}
