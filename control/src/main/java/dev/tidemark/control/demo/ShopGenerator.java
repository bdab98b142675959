package dev.tidemark.control.demo;

import dev.tidemark.control.load.Feed;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Lines of a made-up web shop, in the columns of an Online Retail file, without an end. A few
 * products sell most (Zipf), orders have one to twenty lines, some are cancelled later, prices
 * change, products are written off and come back, some customers are guests; now and then a record
 * is poison. The same seed makes the same lines.
 */
public final class ShopGenerator implements Feed.Rows {
  private static final int PRODUCTS = 3_000;
  private static final int CUSTOMERS = 4_000;
  private static final int LARGEST_ORDER = 20;
  private static final int REMEMBERED_ORDERS = 200;
  private static final double CANCELLED = 0.02;
  private static final double PRICE_CHANGE = 0.005;
  private static final double WRITE_OFF = 0.004;
  private static final double GUEST = 0.25;
  private static final double POISON = 1 / 2_000.0;
  private static final String[] COLOURS = {"RED", "WHITE", "BLUE", "PINK", "GREEN", "SILVER"};
  private static final String[] THINGS = {
    "HANGING HEART", "LANTERN", "CAKE STAND", "LUNCH BAG", "TEA TOWEL", "CANDLE", "MUG, \"XL\""
  };
  private static final String[] COUNTRIES = {
    "United Kingdom", "United Kingdom", "United Kingdom", "France", "Germany", "EIRE", "Spain"
  };

  /** A product as the shop knows it now. */
  private record Product(String code, String description, BigDecimal price) {}

  private final Random random;
  private final Random poisonRandom;
  private final List<Product> products = new ArrayList<>();
  private final double[] popularity = new double[PRODUCTS];
  private final List<List<Map<String, String>>> orders = new ArrayList<>();
  private final List<Map<String, String>> pending = new ArrayList<>();
  private int nextInvoice = 600_000;

  public ShopGenerator(long seed) {
    random = new Random(seed);
    poisonRandom = new Random(~seed);
    double sum = 0;
    for (int i = 0; i < PRODUCTS; i++) {
      products.add(
          new Product(
              Integer.toString(20_000 + i) + (i % 7 == 0 ? "A" : ""),
              pick(COLOURS) + " " + pick(THINGS) + " " + i,
              BigDecimal.valueOf(30 + random.nextInt(2_000), 2)));
      sum += 1.0 / (i + 1);
      popularity[i] = sum;
    }
  }

  @Override
  public Optional<Map<String, String>> next() {
    if (pending.isEmpty()) {
      pending.addAll(
          !orders.isEmpty() && random.nextDouble() < CANCELLED ? cancellation() : order());
    }
    return Optional.of(pending.remove(0));
  }

  @Override
  public Optional<byte[]> poison() {
    return poisonRandom.nextDouble() < POISON
        ? Optional.of(Poison.any(poisonRandom))
        : Optional.empty();
  }

  private List<Map<String, String>> order() {
    String invoice = Integer.toString(nextInvoice++);
    String customer =
        random.nextDouble() < GUEST ? "" : Integer.toString(10_000 + random.nextInt(CUSTOMERS));
    String country = pick(COUNTRIES);
    var lines = new ArrayList<Map<String, String>>();
    int size = 1 + random.nextInt(LARGEST_ORDER);
    for (int i = 0; i < size; i++) {
      int index = sold();
      if (random.nextDouble() < PRICE_CHANGE) {
        products.set(index, repriced(products.get(index)));
      }
      Product product = products.get(index);
      boolean writeOff = random.nextDouble() < WRITE_OFF;
      lines.add(
          writeOff
              ? line(invoice, new Product(product.code(), "", BigDecimal.ZERO), -1, "", country)
              : line(invoice, product, 1 + random.nextInt(12), customer, country));
    }
    orders.add(lines);
    if (orders.size() > REMEMBERED_ORDERS) {
      orders.remove(0);
    }
    return lines;
  }

  /** All lines of an earlier order again, with C before its number and their quantities negated. */
  private List<Map<String, String>> cancellation() {
    var lines = new ArrayList<Map<String, String>>();
    for (Map<String, String> line : orders.remove(random.nextInt(orders.size()))) {
      var cancelled = new HashMap<>(line);
      cancelled.put("InvoiceNo", "C" + line.get("InvoiceNo"));
      cancelled.put(
          "Quantity", Integer.toString(-Integer.parseInt(line.getOrDefault("Quantity", "0"))));
      lines.add(cancelled);
    }
    return lines;
  }

  private static Map<String, String> line(
      String invoice, Product product, int quantity, String customer, String country) {
    return Map.of(
        "InvoiceNo",
        invoice,
        "StockCode",
        product.code(),
        "Description",
        product.description(),
        "Quantity",
        Integer.toString(quantity),
        "InvoiceDate",
        "2026-01-01 00:00:00",
        "UnitPrice",
        product.price().toPlainString(),
        "CustomerID",
        customer,
        "Country",
        country);
  }

  private Product repriced(Product old) {
    return new Product(
        old.code(), old.description(), BigDecimal.valueOf(30 + random.nextInt(2_000), 2));
  }

  /** Draws from the cumulated weights 1/1, 1/2, 1/3, … */
  private int sold() {
    double drawn = random.nextDouble() * popularity[PRODUCTS - 1];
    int at = Arrays.binarySearch(popularity, drawn);
    return Math.min(PRODUCTS - 1, at < 0 ? -at - 1 : at);
  }

  private String pick(String[] from) {
    return from[random.nextInt(from.length)];
  }
}
