package dev.tidemark.tests.reference;

import static java.util.stream.Collectors.groupingBy;

import dev.tidemark.tests.events.Customers;
import dev.tidemark.tests.events.Event;
import dev.tidemark.tests.events.Event.Purchase;
import dev.tidemark.tests.events.EventLog;
import dev.tidemark.tests.events.Sent;
import dev.tidemark.tests.table.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The table {@code customer_360}, computed from the events one customer after the other. */
public final class Customer360 implements Expected {
  private static final int RECENT_DAYS = 30;
  private static final int SCALE = 2;
  private static final List<String> COLUMNS =
      List.of(
          "customer_id",
          "orders",
          "lines",
          "revenue",
          "first_purchase_at",
          "last_purchase_at",
          "recent_days",
          "recent_lines",
          "recent_revenue",
          "age_group",
          "income_group",
          "household_size",
          "account_changed_at");

  private final EventLog log;
  private final String suffix;

  /**
   * @param suffix what the topics' names end with
   */
  public Customer360(EventLog log, String suffix) {
    this.log = log;
    this.suffix = suffix;
  }

  @Override
  public List<Row> rows(Map<TopicPartition, Long> to) {
    return rows(
        Reference.below(log, Customers.PURCHASES + suffix, to).stream()
            .map(Sent::event)
            .filter(Purchase.class::isInstance)
            .map(Purchase.class::cast)
            .toList(),
        accounts(Reference.below(log, Customers.ACCOUNTS + suffix, to)));
  }

  /**
   * The rows of these purchases.
   *
   * @param accounts the newest state of each, by customer
   */
  public static List<Row> rows(List<Purchase> purchases, Map<String, Event.AccountState> accounts) {
    List<Row> rows = new ArrayList<>();
    purchases.stream()
        .collect(groupingBy(Purchase::customer))
        .forEach((customer, bought) -> rows.add(row(customer, bought, accounts.get(customer))));
    return rows;
  }

  /** The accounts that there are, by customer. */
  static Map<String, Event.AccountState> accounts(Collection<Sent> events) {
    Map<String, Event.AccountState> accounts = new HashMap<>();
    Positioned.states(
            Positioned.of(events, Event.AccountState.class, Event.AccountState::at),
            Event.AccountState::customer,
            Positioned.removals(events, Event.AccountRemoval.class),
            Event.AccountRemoval::customer)
        .forEach(account -> accounts.put(account.customer(), account));
    return accounts;
  }

  private static Row row(
      String customer, List<Purchase> bought, Event.@Nullable AccountState account) {
    Instant first = bought.stream().map(Purchase::at).min(Instant::compareTo).orElseThrow();
    Instant last = bought.stream().map(Purchase::at).max(Instant::compareTo).orElseThrow();
    LocalDate since = day(last).minusDays(RECENT_DAYS - 1);
    List<Purchase> recent = bought.stream().filter(p -> !day(p.at()).isBefore(since)).toList();
    return Row.of(
        COLUMNS,
        customer,
        bought.stream().map(Purchase::order).distinct().count(),
        (long) bought.size(),
        sum(bought),
        first,
        last,
        recent.stream().map(p -> day(p.at())).distinct().count(),
        (long) recent.size(),
        sum(recent),
        account == null ? null : account.ageGroup(),
        account == null ? null : account.incomeGroup(),
        account == null ? null : account.householdSize(),
        account == null ? null : account.at());
  }

  private static LocalDate day(Instant at) {
    return at.atZone(ZoneOffset.UTC).toLocalDate();
  }

  private static BigDecimal sum(List<Purchase> purchases) {
    return purchases.stream()
        .map(Purchase::amount)
        .reduce(BigDecimal.ZERO, BigDecimal::add)
        .setScale(SCALE);
  }
}
