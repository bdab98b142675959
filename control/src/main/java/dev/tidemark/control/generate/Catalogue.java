package dev.tidemark.control.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * The shop's products. One is listed when it is first sold or changed; later its price and its name
 * change, it is written off and mostly comes back.
 */
final class Catalogue {
  private static final String[] COLOURS = {
    "RED", "WHITE", "BLUE", "PINK", "GREEN", "SILVER", "IVORY", "ROSÉ"
  };
  private static final String[] THINGS = {
    "HANGING HEART",
    "LANTERN",
    "CAKE STAND",
    "LUNCH BAG",
    "TEA TOWEL",
    "CANDLE",
    "MUG, \"XL\"",
    "ALARM CLOCK",
    "PICNIC BASKET",
    "JAM JAR",
    "PAPER CHAIN KIT",
    "CAFÉ SIGN"
  };
  private static final String[] SETS = {"", " SET OF 3", " SET OF 6", " LARGE", " RETROSPOT"};
  private static final int CHEAPEST = 30;
  private static final int PRICES = 2_000;
  private static final double WITHOUT_NAME = 0.01;
  private static final double COMES_BACK = 0.8;

  /** As the shop knows it now. */
  static final class Product {
    private final String code;
    private String description;
    private int pence;
    private long changedAt = Long.MIN_VALUE;
    private boolean gone;

    private Product(String code, String description, int pence) {
      this.code = code;
      this.description = description;
      this.pence = pence;
    }

    String code() {
      return code;
    }

    String description() {
      return description;
    }

    int pence() {
      return pence;
    }
  }

  private final Random random;
  private final Zipf popularity;
  private final FollowUps followUps;
  private final Consumer<Happening> out;
  private final List<Product> products = new ArrayList<>();
  private final List<Product> listed = new ArrayList<>();

  Catalogue(ShopSettings settings, FollowUps followUps, Consumer<Happening> out) {
    this.random = new Seeds(settings.seed()).of("catalogue");
    this.popularity = new Zipf(settings.size().products(), settings.size().skew());
    this.followUps = followUps;
    this.out = out;
    for (int i = 0; i < settings.size().products(); i++) {
      products.add(new Product(20_000 + i + (i % 7 == 0 ? "A" : ""), description(), price()));
    }
  }

  /** A product that somebody buys: the popular ones more often. */
  Product sold(Moment moment) {
    int index = popularity.draw(random);
    Product product = products.get(index);
    for (int tried = 1; product.gone && tried < products.size(); tried++) {
      product = products.get((index + tried) % products.size());
    }
    if (product.gone) {
      state(product, Kind.PRODUCT_BACK, moment);
    }
    list(product, moment);
    return product;
  }

  void reprice(Moment moment) {
    Product product = sold(moment);
    change(product, Kind.PRODUCT_REPRICED, moment, product.description, price());
  }

  void rename(Moment moment) {
    Product product = sold(moment);
    change(product, Kind.PRODUCT_RENAMED, moment, description(), product.pence);
  }

  /** The stock of a product, popular or not, is found to be nothing; returns the product. */
  Product writeOff(Moment moment) {
    Product product = listed.isEmpty() ? sold(moment) : listed.get(random.nextInt(listed.size()));
    out.accept(
        Happening.deleted(
            ShopTopic.PRODUCT_UPDATES, Kind.PRODUCT_WRITTEN_OFF, moment, product.code));
    // Told late, it may be older than what the shop knows.
    if (moment.at() >= product.changedAt) {
      product.gone = true;
      product.changedAt = moment.at();
      if (random.nextDouble() < COMES_BACK) {
        followUps.in(50 + random.nextInt(1_000), later -> comeBack(product, later));
      }
    }
    return product;
  }

  private void comeBack(Product product, Moment moment) {
    if (product.gone) {
      product.pence = price();
      state(product, Kind.PRODUCT_BACK, moment);
    }
  }

  private void list(Product product, Moment moment) {
    if (product.changedAt == Long.MIN_VALUE) {
      listed.add(product);
      state(product, Kind.PRODUCT_LISTED, moment);
    }
  }

  private void change(Product product, Kind kind, Moment moment, String description, int pence) {
    if (moment.at() >= product.changedAt) {
      product.description = description;
      product.pence = pence;
      state(product, kind, moment);
    } else {
      tell(product.code, kind, moment, description, pence);
    }
  }

  private void state(Product product, Kind kind, Moment moment) {
    product.gone = false;
    product.changedAt = Math.max(product.changedAt, moment.at());
    tell(product.code, kind, moment, product.description, product.pence);
  }

  private void tell(String code, Kind kind, Moment moment, String description, int pence) {
    out.accept(
        Happening.of(
            ShopTopic.PRODUCT_UPDATES,
            kind,
            moment,
            code,
            random.nextDouble() < WITHOUT_NAME ? null : description,
            Pounds.mills(pence),
            moment.at()));
  }

  private String description() {
    return pick(COLOURS) + " " + pick(THINGS) + pick(SETS);
  }

  private int price() {
    return CHEAPEST + random.nextInt(PRICES);
  }

  private String pick(String[] from) {
    return from[random.nextInt(from.length)];
  }
}
