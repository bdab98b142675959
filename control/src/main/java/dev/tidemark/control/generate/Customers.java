package dev.tidemark.control.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who buys. Few customers have an account before their first order, most open one some time after
 * it, and some never; accounts change, and a few are closed.
 */
final class Customers {
  private static final double BEFORE_FIRST_ORDER = 0.05;
  private static final double AFTER_FIRST_ORDER = 0.8;
  private static final double UNSAID = 0.1;
  private static final String[] COUNTRIES = {
    "United Kingdom",
    "United Kingdom",
    "United Kingdom",
    "United Kingdom",
    "France",
    "Germany",
    "EIRE",
    "Spain",
    "Netherlands",
    "Belgium"
  };
  private static final String[] FIRST_NAMES = {
    "Ada", "Zoë", "Łukasz", "Mary", "Søren", "José", "Ngozi", "李", "Emma", "Omar", "Priya", "Tom"
  };
  private static final String[] LAST_NAMES = {
    "Smith", "O'Neill", "García", "Müller", "Kowalski", "Okafor", "Brown", "Jensen", "Patel", "明"
  };
  private static final String[] AGES = {"19-24", "25-34", "35-44", "45-54", "55-64", "65+"};
  private static final String[] INCOMES = {
    "Under 15K", "15-24K", "25-34K", "35-49K", "50-74K", "75-99K", "100K+"
  };
  private static final String[] HOUSEHOLDS = {"1", "2", "3", "4", "5+"};

  /** What the shop knows of one. */
  static final class Customer {
    private final int number;
    private final String id;
    private boolean known;
    private boolean hasAccount;
    private long changedAt = Long.MIN_VALUE;
    private @Nullable String name;
    private @Nullable String email;
    private @Nullable String age;
    private @Nullable String income;
    private @Nullable String household;

    private Customer(int number) {
      this.number = number;
      this.id = "C" + (10_000 + number);
    }

    String id() {
      return id;
    }

    String country() {
      return COUNTRIES[Math.floorMod(number * 31, COUNTRIES.length)];
    }
  }

  private final Random random;
  private final Zipf activity;
  private final FollowUps followUps;
  private final Consumer<Happening> out;
  private final @Nullable Customer[] customers;

  /** For drawing one; holds also those whose account was closed since. */
  private final List<Customer> withAccount = new ArrayList<>();

  Customers(ShopSettings settings, FollowUps followUps, Consumer<Happening> out) {
    this.random = new Seeds(settings.seed()).of("customers");
    this.activity = new Zipf(settings.size().customers(), settings.size().skew());
    this.followUps = followUps;
    this.out = out;
    this.customers = new Customer[settings.size().customers()];
  }

  /** Somebody who orders: the busy ones more often. */
  Customer ordering(Moment moment) {
    int number = activity.draw(random);
    Customer customer = customers[number];
    if (customer == null) {
      customer = new Customer(number);
      customers[number] = customer;
    }
    if (!customer.known) {
      customer.known = true;
      Customer opening = customer;
      double drawn = random.nextDouble();
      if (drawn < BEFORE_FIRST_ORDER) {
        open(opening, moment);
      } else if (drawn < AFTER_FIRST_ORDER) {
        followUps.in(5 + random.nextInt(400), later -> open(opening, later));
      }
    }
    return customer;
  }

  /** Where a guest lives. */
  String guestCountry() {
    return pick(COUNTRIES);
  }

  /** Something about an account changes, if anybody has one. */
  void change(Moment moment) {
    if (withAccount.isEmpty()) {
      return;
    }
    Customer customer = withAccount.get(random.nextInt(withAccount.size()));
    if (!customer.hasAccount) {
      return;
    }
    String email = email(customer);
    String income = orNull(pick(INCOMES));
    String household = orNull(pick(HOUSEHOLDS));
    // Told late, it may be older than what the shop knows.
    if (moment.at() >= customer.changedAt) {
      customer.email = email;
      customer.income = income;
      customer.household = household;
      customer.changedAt = moment.at();
    }
    tell(customer, Kind.ACCOUNT_CHANGED, moment, email, income, household);
  }

  /** Somebody closes an account, if anybody has one; with the next order it is as at first. */
  void close(Moment moment) {
    if (withAccount.isEmpty()) {
      return;
    }
    int drawn = random.nextInt(withAccount.size());
    Customer customer = withAccount.get(drawn);
    withAccount.set(drawn, withAccount.get(withAccount.size() - 1));
    withAccount.remove(withAccount.size() - 1);
    customer.hasAccount = false;
    customer.known = false;
    Moment closed = moment.notBefore(customer.changedAt);
    customer.changedAt = closed.at();
    out.accept(Happening.deleted(ShopTopic.ACCOUNTS, Kind.ACCOUNT_CLOSED, closed, customer.id));
  }

  private void open(Customer customer, Moment moment) {
    if (customer.hasAccount) {
      return;
    }
    Moment opened = moment.notBefore(customer.changedAt);
    customer.hasAccount = true;
    customer.changedAt = opened.at();
    customer.name = orNull(pick(FIRST_NAMES) + " " + pick(LAST_NAMES));
    customer.email = email(customer);
    customer.age = orNull(pick(AGES));
    customer.income = orNull(pick(INCOMES));
    customer.household = orNull(pick(HOUSEHOLDS));
    withAccount.add(customer);
    tell(
        customer, Kind.ACCOUNT_OPENED, opened, customer.email, customer.income, customer.household);
  }

  private void tell(
      Customer customer,
      Kind kind,
      Moment moment,
      @Nullable String email,
      @Nullable String income,
      @Nullable String household) {
    out.accept(
        Happening.of(
            ShopTopic.ACCOUNTS,
            kind,
            moment,
            customer.id,
            customer.name,
            email,
            customer.age,
            income,
            household,
            moment.at()));
  }

  private @Nullable String email(Customer customer) {
    return orNull("customer" + customer.number + "." + random.nextInt(1_000) + "@example.org");
  }

  private @Nullable String orNull(String text) {
    return random.nextDouble() < UNSAID ? null : text;
  }

  private String pick(String[] from) {
    return from[random.nextInt(from.length)];
  }
}
