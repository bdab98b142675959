package dev.tidemark.tests.events;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Makes from a seed what customers of a shop do, with everything that makes tables over several
 * topics hard: accounts that come after the purchases, change, close and return, customers who
 * never have one, events far behind, events of one moment, one customer's events in several
 * partitions, issues that change hands, close, open again and vanish.
 */
public final class Customers {
  public static final String PURCHASES = "purchases";
  public static final String ACCOUNTS = "accounts";
  public static final String ORDERS = "orders";
  public static final String ISSUES = "issues";
  public static final String CONTACTS = "contacts";
  public static final List<String> TOPICS = List.of(PURCHASES, ACCOUNTS, ORDERS, ISSUES, CONTACTS);

  /** What feeds {@code customer_360}. */
  public static final List<String> OF_CUSTOMER_360 = List.of(PURCHASES, ACCOUNTS);

  /** What feeds {@code support_profile}. */
  public static final List<String> OF_SUPPORT_PROFILE = List.of(ACCOUNTS, ORDERS, ISSUES, CONTACTS);

  /** Every fifth customer never has an account. */
  private static final int WITHOUT_ACCOUNT = 5;

  private static final Duration FAR_BEHIND = Duration.ofDays(60);
  private static final List<String> CHANNELS = List.of("phone", "mail", "chat");
  private static final List<String> AGES = List.of("19-24", "25-34", "35-44", "45-54", "65+");

  private final Random random;
  private final Wire wire;
  private final int customers;
  private final Map<String, Instant> lastTimes = new HashMap<>();
  private Instant clock = Instant.parse("2026-01-20T08:00:00Z");
  private int order;
  private int issue;

  /**
   * @param registryUrl takes the schemas
   * @param customers how many there are; few make many events of each
   */
  public Customers(Random random, String registryUrl, int customers) {
    this.random = random;
    this.wire = new Wire(new Registry(registryUrl));
    this.customers = customers;
  }

  /** An event of any topic that feeds {@code customer_360}, or poison among its purchases. */
  public Outgoing forCustomer360(int partitions) {
    return switch (random.nextInt(10)) {
      case 0, 1 -> account(partitions);
      default -> random.nextInt(100) == 0 ? poison(PURCHASES, partitions) : purchase(partitions);
    };
  }

  /** An event of any topic that feeds {@code support_profile}, or poison among its orders. */
  public Outgoing forSupportProfile(int partitions) {
    return switch (random.nextInt(10)) {
      case 0 -> account(partitions);
      case 1, 2, 3 -> issue(partitions);
      case 4, 5, 6 -> contact(partitions);
      default -> random.nextInt(100) == 0 ? poison(ORDERS, partitions) : order(partitions);
    };
  }

  /** A line of a purchase; three in a hundred are refunds. */
  public Outgoing purchase(int partitions) {
    String customer = customer();
    if (random.nextInt(3) == 0) {
      order++;
    }
    return purchase(
        partition(customer, partitions),
        new Event.Purchase(
            customer,
            "B" + order,
            "P" + random.nextInt(50),
            1 + random.nextInt(9),
            random.nextInt(33) == 0 ? amount().negate() : amount(),
            time(PURCHASES + customer).truncatedTo(ChronoUnit.MILLIS)));
  }

  /** That very purchase. */
  public Outgoing purchase(int partition, Event.Purchase purchase) {
    Map<String, Object> values = new HashMap<>();
    values.put("customer_id", purchase.customer());
    values.put("order_id", purchase.order());
    values.put("product_id", purchase.product());
    values.put("quantity", purchase.quantity());
    values.put("amount", purchase.amount());
    values.put("purchased_at", purchase.at());
    return outgoing(
        PURCHASES, partition, purchase.customer(), encode("purchase", values, purchase));
  }

  /** A state of an account, or its end. */
  public Outgoing account(int partitions) {
    int number = random.nextInt(customers);
    String customer = "C" + (number % WITHOUT_ACCOUNT == 0 ? (number + 1) % customers : number);
    int partition = partition(customer, partitions);
    Instant at = time(ACCOUNTS + customer);
    if (random.nextInt(6) == 0) {
      return accountRemoval(partition, customer, at.toEpochMilli());
    }
    return account(
        partition,
        new Event.AccountState(
            customer,
            orNull("Name " + random.nextInt(100)),
            orNull(customer + "@example.org"),
            orNull(AGES.get(random.nextInt(AGES.size()))),
            orNull(random.nextInt(100) + "K"),
            orNull(String.valueOf(1 + random.nextInt(5))),
            at));
  }

  /** The end of an account, at a Kafka timestamp. */
  public Outgoing accountRemoval(int partition, String customer, long timestamp) {
    return removal(ACCOUNTS, partition, customer, timestamp, new Event.AccountRemoval(customer));
  }

  /** That very state of an account. */
  public Outgoing account(int partition, Event.AccountState account) {
    Map<String, Object> values = new HashMap<>();
    values.put("customer_id", account.customer());
    values.put("name", account.name());
    values.put("email", account.email());
    values.put("age_group", account.ageGroup());
    values.put("income_group", account.incomeGroup());
    values.put("household_size", account.householdSize());
    values.put("changed_at", account.at());
    return outgoing(ACCOUNTS, partition, account.customer(), encode("account", values, account));
  }

  /** An order that was placed. */
  public Outgoing order(int partitions) {
    String customer = customer();
    Event.Order placed =
        new Event.Order("O" + order++, customer, amount(), time(ORDERS + customer));
    Map<String, Object> values = new HashMap<>();
    values.put("order_id", placed.order());
    values.put("customer_id", customer);
    values.put("amount", placed.amount());
    values.put("ordered_at", placed.at());
    return outgoing(
        ORDERS, partition(customer, partitions), customer, encode("order", values, placed));
  }

  /** A new issue, or another state or the end of one of the last fifty. */
  public Outgoing issue(int partitions) {
    int number = random.nextInt(3) == 0 ? issue++ : Math.max(0, issue - 1 - random.nextInt(50));
    String id = "I" + number;
    int partition = partition(id, partitions);
    Instant at = time(ISSUES + id);
    if (random.nextInt(10) == 0) {
      return removal(ISSUES, partition, id, at.toEpochMilli(), new Event.IssueRemoval(id));
    }
    // Mostly its customer's, sometimes handed to another one.
    String customer = random.nextInt(8) == 0 ? customer() : "C" + number % customers;
    Event.IssueState state =
        new Event.IssueState(
            id,
            customer,
            orNull("Subject " + random.nextInt(100)),
            random.nextInt(5) < 3,
            Instant.parse("2026-01-01T00:00:00Z").plusSeconds(number / 2),
            at);
    Map<String, Object> values = new HashMap<>();
    values.put("issue_id", id);
    values.put("customer_id", customer);
    values.put("subject", state.subject());
    values.put("status", state.isOpen() ? "open" : "closed");
    values.put("opened_at", state.openedAt());
    values.put("changed_at", at);
    return outgoing(ISSUES, partition, id, encode("issue", values, state));
  }

  /** Somebody spoke with a customer. */
  public Outgoing contact(int partitions) {
    String customer = customer();
    Event.Contact contact =
        new Event.Contact(
            customer, CHANNELS.get(random.nextInt(CHANNELS.size())), time(CONTACTS + customer));
    Map<String, Object> values = new HashMap<>();
    values.put("customer_id", customer);
    values.put("channel", contact.channel());
    values.put("contacted_at", contact.at());
    return outgoing(
        CONTACTS, partition(customer, partitions), customer, encode("contact", values, contact));
  }

  /** Bytes that no schema explains, where a topic's events are. */
  public Outgoing poison(String topic, int partitions) {
    byte[] noise = new byte[1 + random.nextInt(40)];
    random.nextBytes(noise);
    // Never the wire format's first byte.
    noise[0] = 7;
    return new Outgoing(
        topic,
        random.nextInt(partitions),
        null,
        noise,
        System.currentTimeMillis(),
        new Event.Poison(PoisonKind.WRONG_MAGIC));
  }

  /** Mostly now, sometimes far behind, sometimes the very moment of the one before. */
  private Instant time(String whose) {
    clock = clock.plus(random.nextInt(1_800_000_000), ChronoUnit.MICROS);
    Instant at =
        switch (random.nextInt(12)) {
          case 0 -> clock.minusSeconds(random.nextLong(FAR_BEHIND.toSeconds()));
          case 1, 2 -> lastTimes.getOrDefault(whose, clock);
          default -> clock;
        };
    lastTimes.put(whose, at);
    return at;
  }

  private String customer() {
    return "C" + random.nextInt(customers);
  }

  /** Mostly where the key belongs, sometimes elsewhere: a topic that was repartitioned. */
  private int partition(String key, int partitions) {
    return random.nextInt(6) == 0
        ? random.nextInt(partitions)
        : Math.floorMod(key.hashCode(), partitions);
  }

  private BigDecimal amount() {
    return BigDecimal.valueOf(random.nextInt(100_000), 2);
  }

  private @Nullable String orNull(String text) {
    return random.nextInt(6) == 0 ? null : text;
  }

  private record Encoded(byte[] value, Event event) {}

  private Encoded encode(String schema, Map<String, Object> values, Event event) {
    return new Encoded(wire.encode(schema, values), event);
  }

  private static Outgoing outgoing(String topic, int partition, String key, Encoded encoded) {
    return new Outgoing(
        topic,
        partition,
        key.getBytes(StandardCharsets.UTF_8),
        encoded.value(),
        System.currentTimeMillis(),
        encoded.event());
  }

  private static Outgoing removal(
      String topic, int partition, String key, long timestamp, Event event) {
    return new Outgoing(
        topic, partition, key.getBytes(StandardCharsets.UTF_8), null, timestamp, event);
  }
}
