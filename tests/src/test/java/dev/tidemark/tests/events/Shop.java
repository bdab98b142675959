package dev.tidemark.tests.events;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Makes a shop's events from a seed: order lines, and product updates with everything that makes
 * "latest per key" hard: removals, products that come back, events out of order, equal event times,
 * one product's events in several partitions.
 */
public final class Shop {
  public static final String ORDER_LINES = "order-lines";
  public static final String PRODUCT_UPDATES = "product-updates";

  private static final String ORDER_LINE = "order-line";
  private static final String NEWER_ORDER_LINE = "order-line-newer";
  private static final String PRODUCT_UPDATE = "product-update";
  private static final List<String> COUNTRIES =
      List.of("United Kingdom", "France", "EIRE", "Österreich", "日本");

  private final Random random;
  private final Wire wire;
  private final Poisoner poisoner;
  private final int products;
  private final Map<String, Instant> lastUpdates = new HashMap<>();
  private Instant clock = Instant.parse("2026-01-20T08:00:00Z");
  private int invoice = 536_365;

  /**
   * @param registryUrl takes the schemas
   * @param products how many different products there are; few make many updates of each
   */
  public Shop(Random random, String registryUrl, int products) {
    this.random = random;
    this.wire = new Wire(new Registry(registryUrl));
    this.poisoner = new Poisoner(random, wire);
    this.products = products;
  }

  /** An order line, in a schema that is older or newer. */
  public Outgoing orderLine(int partition) {
    // Minutes each, so that a few thousand lines span months: partitions of the table.
    tick();
    clock = clock.plusSeconds(600);
    if (random.nextInt(3) == 0) {
      invoice++;
    }
    boolean cancelled = random.nextInt(20) == 0;
    boolean newer = random.nextInt(4) == 0;
    Event.OrderLine line =
        new Event.OrderLine(
            (cancelled ? "C" : "") + invoice,
            product(),
            random.nextInt(10) == 0 ? null : "WHITE MUG " + random.nextInt(1000),
            cancelled ? -1 - random.nextInt(10) : random.nextInt(200),
            newer ? clock : clock.truncatedTo(ChronoUnit.MILLIS),
            newer ? price().setScale(2, RoundingMode.DOWN).setScale(3) : price(),
            random.nextInt(4) == 0 ? null : String.valueOf(12_000 + random.nextInt(500)),
            COUNTRIES.get(random.nextInt(COUNTRIES.size())));
    return orderLine(partition, line, newer ? NEWER_ORDER_LINE : ORDER_LINE);
  }

  /** That very order line. */
  public Outgoing orderLine(int partition, Event.OrderLine line) {
    return orderLine(partition, line, ORDER_LINE);
  }

  private Outgoing orderLine(int partition, Event.OrderLine line, String schema) {
    Map<String, Object> values = new HashMap<>();
    values.put("invoice_no", line.invoiceNo());
    values.put("stock_code", line.stockCode());
    values.put("description", line.description());
    values.put("quantity", line.quantity());
    values.put("invoice_time", line.invoiceTime());
    values.put("unit_price", line.unitPrice());
    values.put("customer_id", line.customerId());
    values.put("country", line.country());
    // Never null in schemas that do not allow it; only they carry it.
    values.put("channel", "");
    return new Outgoing(
        ORDER_LINES,
        partition,
        bytes(line.invoiceNo()),
        wire.encode(schema, values),
        System.currentTimeMillis(),
        line);
  }

  /** A state or the removal of a product, mostly in the partition of its key. */
  public Outgoing productUpdate(int partitions) {
    tick();
    String product = product();
    int home = Math.floorMod(product.hashCode(), partitions);
    int partition = random.nextInt(10) == 0 ? random.nextInt(partitions) : home;
    if (random.nextInt(8) == 0) {
      return removal(partition, product, clock.toEpochMilli());
    }
    Instant at =
        switch (random.nextInt(12)) {
          case 0 -> clock.minusMillis(random.nextInt(3_000_000));
          case 1 -> lastUpdates.getOrDefault(product, clock);
          default -> clock;
        };
    lastUpdates.put(product, at);
    return state(partition, product, at);
  }

  /** An update that is newer than all before it: what a compacted topic may keep alone. */
  public Outgoing newestProductUpdate(int partitions) {
    clock = clock.plusMillis(1 + random.nextInt(50)).truncatedTo(ChronoUnit.MILLIS);
    String product = product();
    int partition = Math.floorMod(product.hashCode(), partitions);
    return random.nextInt(8) == 0
        ? removal(partition, product, clock.toEpochMilli())
        : state(partition, product, clock);
  }

  /** A product's state as of a moment, to the microsecond. */
  public Outgoing state(int partition, String product, Instant at) {
    return state(
        partition,
        new Event.ProductState(
            product,
            random.nextInt(10) == 0 ? null : "RED TEAPOT " + random.nextInt(1000),
            price(),
            at));
  }

  /** That very state. */
  public Outgoing state(int partition, Event.ProductState state) {
    Map<String, Object> values = new HashMap<>();
    values.put("stock_code", state.stockCode());
    values.put("description", state.description());
    values.put("unit_price", state.unitPrice());
    values.put("updated_at", state.updatedAt());
    return new Outgoing(
        PRODUCT_UPDATES,
        partition,
        bytes(state.stockCode()),
        wire.encode(PRODUCT_UPDATE, values),
        System.currentTimeMillis(),
        state);
  }

  /** The end of a product, at a Kafka timestamp. */
  public Outgoing removal(int partition, String product, long timestamp) {
    return new Outgoing(
        PRODUCT_UPDATES,
        partition,
        bytes(product),
        null,
        timestamp,
        new Event.ProductRemoval(product));
  }

  /** A record of that kind that the topic's contract does not allow. */
  public Outgoing poison(String topic, int partition, PoisonKind kind) {
    Outgoing good =
        topic.equals(ORDER_LINES) ? orderLine(partition) : state(partition, "P0", now());
    return poisoner.spoil(good, kind);
  }

  /** A record whose schema id, of those that no registry gives, is this one. */
  public Outgoing poisonOfSchema(String topic, int partition, int id) {
    Outgoing good = poison(topic, partition, PoisonKind.UNKNOWN_SCHEMA);
    return new Outgoing(
        topic,
        partition,
        good.key(),
        Poisoner.withId(Objects.requireNonNull(good.value()), id),
        good.timestamp(),
        good.event());
  }

  /** Poison of any kind but the largest. */
  public Outgoing poison(String topic, int partition) {
    List<PoisonKind> kinds = new ArrayList<>(Poisoner.kinds(topic));
    kinds.remove(PoisonKind.FIVE_MEGABYTES);
    return poison(topic, partition, kinds.get(random.nextInt(kinds.size())));
  }

  /** Every kind of poison that the topic can have. */
  public static List<PoisonKind> poisonKinds(String topic) {
    return Poisoner.kinds(topic);
  }

  /** The shop's time: event times go on from here. */
  public Instant now() {
    return clock;
  }

  private void tick() {
    clock = clock.plus(random.nextInt(3_000_000), ChronoUnit.MICROS);
  }

  private String product() {
    return "P" + random.nextInt(products);
  }

  private BigDecimal price() {
    return BigDecimal.valueOf(random.nextInt(1_000_000), 3);
  }

  private static byte @Nullable [] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
