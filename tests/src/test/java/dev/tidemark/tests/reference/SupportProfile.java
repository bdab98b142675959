package dev.tidemark.tests.reference;

import static java.util.stream.Collectors.groupingBy;

import dev.tidemark.tests.events.Customers;
import dev.tidemark.tests.events.Event;
import dev.tidemark.tests.events.EventLog;
import dev.tidemark.tests.events.Sent;
import dev.tidemark.tests.table.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The table {@code support_profile}, computed from the events one customer after the other. */
public final class SupportProfile implements Expected {
  private static final int LAST_ORDERS = 3;
  private static final List<String> COLUMNS =
      List.of(
          "customer_id",
          "name",
          "email",
          "account_changed_at",
          "order_1_id",
          "order_1_amount",
          "order_1_at",
          "order_2_id",
          "order_2_amount",
          "order_2_at",
          "order_3_id",
          "order_3_amount",
          "order_3_at",
          "open_issues",
          "oldest_issue_id",
          "oldest_issue_subject",
          "oldest_issue_opened_at",
          "last_contact_at",
          "last_contact_channel");

  private final EventLog log;
  private final String suffix;

  /**
   * @param suffix what the topics' names end with
   */
  public SupportProfile(EventLog log, String suffix) {
    this.log = log;
    this.suffix = suffix;
  }

  @Override
  public List<Row> rows(Map<TopicPartition, Long> to) {
    Map<String, Event.AccountState> accounts =
        Customer360.accounts(Reference.below(log, Customers.ACCOUNTS + suffix, to));
    Map<String, List<Positioned<Event.Order>>> orders =
        Positioned.of(
                Reference.below(log, Customers.ORDERS + suffix, to),
                Event.Order.class,
                Event.Order::at)
            .stream()
            .collect(groupingBy(order -> order.event().customer()));
    Map<String, List<Event.IssueState>> issues =
        issues(Reference.below(log, Customers.ISSUES + suffix, to));
    Map<String, List<Positioned<Event.Contact>>> contacts =
        Positioned.of(
                Reference.below(log, Customers.CONTACTS + suffix, to),
                Event.Contact.class,
                Event.Contact::at)
            .stream()
            .collect(groupingBy(contact -> contact.event().customer()));
    Set<String> customers = new TreeSet<>(accounts.keySet());
    customers.addAll(orders.keySet());
    customers.addAll(issues.keySet());
    customers.addAll(contacts.keySet());
    List<Row> rows = new ArrayList<>();
    for (String customer : customers) {
      List<@Nullable Object> values = new ArrayList<>();
      values.add(customer);
      account(accounts.get(customer), values);
      orders(orders.getOrDefault(customer, List.of()), values);
      issues(issues.getOrDefault(customer, List.of()), values);
      lastContact(contacts.getOrDefault(customer, List.of()), values);
      rows.add(new Row(COLUMNS, values));
    }
    return rows;
  }

  private static Map<String, List<Event.IssueState>> issues(Collection<Sent> events) {
    return Positioned.states(
            Positioned.of(events, Event.IssueState.class, Event.IssueState::at),
            Event.IssueState::issue,
            Positioned.removals(events, Event.IssueRemoval.class),
            Event.IssueRemoval::issue)
        .stream()
        .collect(groupingBy(Event.IssueState::customer));
  }

  private static void account(Event.@Nullable AccountState account, List<@Nullable Object> values) {
    values.add(account == null ? null : account.name());
    values.add(account == null ? null : account.email());
    values.add(account == null ? null : account.at());
  }

  private static void orders(List<Positioned<Event.Order>> orders, List<@Nullable Object> values) {
    List<Positioned<Event.Order>> newest =
        orders.stream().sorted(Positioned.ORDER.reversed()).limit(LAST_ORDERS).toList();
    for (int i = 0; i < LAST_ORDERS; i++) {
      Event.@Nullable Order order = i < newest.size() ? newest.get(i).event() : null;
      values.add(order == null ? null : order.order());
      values.add(order == null ? null : order.amount());
      values.add(order == null ? null : order.at());
    }
  }

  private static void issues(List<Event.IssueState> issues, List<@Nullable Object> values) {
    List<Event.IssueState> open = issues.stream().filter(Event.IssueState::isOpen).toList();
    Event.@Nullable IssueState oldest =
        open.stream()
            .min(
                Comparator.comparing(Event.IssueState::openedAt)
                    .thenComparing(Event.IssueState::issue))
            .orElse(null);
    values.add((long) open.size());
    values.add(oldest == null ? null : oldest.issue());
    values.add(oldest == null ? null : oldest.subject());
    values.add(oldest == null ? null : oldest.openedAt());
  }

  private static void lastContact(
      List<Positioned<Event.Contact>> contacts, List<@Nullable Object> values) {
    Event.@Nullable Contact last =
        contacts.stream().max(Positioned.ORDER).map(Positioned::event).orElse(null);
    values.add(last == null ? null : last.at());
    values.add(last == null ? null : last.channel());
  }
}
