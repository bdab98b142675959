package dev.tidemark.control.generate;

import dev.tidemark.control.generate.Customers.Customer;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who ordered lately has issues, is spoken with, and talks with an agent. */
final class SupportDesk {
  private static final double TO_AN_AGENT = 0.4;
  private static final double CLOSED = 0.85;
  private static final double REOPENED = 0.15;
  private static final double DELETED = 0.05;
  private static final double WITHOUT_SUBJECT = 0.05;
  private static final String[] CHANNELS = {"phone", "mail", "chat"};
  private static final String[] SUBJECTS = {
    "Where is my order?",
    "Damaged on arrival",
    "Wrong colour",
    "Refund has not come",
    "Change of address",
    "A piece is missing",
    "Invoice without VAT"
  };

  private final Random random;
  private final Orders orders;
  private final AgentSessions sessions;
  private final FollowUps followUps;
  private final Consumer<Happening> out;
  private int nextIssue = 1;

  SupportDesk(long seed, Orders orders, FollowUps followUps, Consumer<Happening> out) {
    this.random = new Seeds(seed).of("support");
    this.orders = orders;
    this.sessions = new AgentSessions(new Seeds(seed).of("agents"), followUps, out);
    this.followUps = followUps;
    this.out = out;
  }

  /** An issue as it was opened. */
  private record Issue(String id, String customer, @Nullable String subject, long openedAt) {}

  void open(Moment moment) {
    orders.lately().ifPresent(customer -> open(customer, moment));
  }

  private void open(Customer customer, Moment moment) {
    String subject = random.nextDouble() < WITHOUT_SUBJECT ? null : pick(SUBJECTS);
    var issue = new Issue("I" + nextIssue++, customer.id(), subject, moment.at());
    tell(issue, Kind.ISSUE_OPENED, "open", moment);
    tellContact(issue.customer, moment);
    double fate = random.nextDouble();
    if (fate < CLOSED) {
      followUps.in(20 + random.nextInt(800), later -> close(issue, later));
    } else if (fate < CLOSED + DELETED) {
      followUps.in(10 + random.nextInt(300), later -> delete(issue, later));
    }
    if (random.nextDouble() < TO_AN_AGENT) {
      sessions.begin(issue.customer, issue.id);
    }
  }

  void contact(Moment moment) {
    orders.lately().ifPresent(customer -> tellContact(customer.id(), moment));
  }

  /** Somebody asks an agent something that is no issue. */
  void ask() {
    orders.lately().ifPresent(customer -> sessions.begin(customer.id(), null));
  }

  private void close(Issue issue, Moment moment) {
    tell(issue, Kind.ISSUE_CLOSED, "closed", moment);
    if (random.nextDouble() < REOPENED) {
      followUps.in(20 + random.nextInt(400), later -> reopen(issue, later));
    }
  }

  private void reopen(Issue issue, Moment moment) {
    tell(issue, Kind.ISSUE_REOPENED, "open", moment);
    tellContact(issue.customer, moment);
    followUps.in(20 + random.nextInt(400), later -> close(issue, later));
  }

  private void delete(Issue issue, Moment moment) {
    out.accept(Happening.deleted(ShopTopic.ISSUES, Kind.ISSUE_DELETED, moment, issue.id));
  }

  private void tell(Issue issue, Kind kind, String status, Moment moment) {
    out.accept(
        Happening.of(
            ShopTopic.ISSUES,
            kind,
            moment,
            issue.id,
            issue.customer,
            issue.subject,
            status,
            issue.openedAt,
            moment.at()));
  }

  private void tellContact(String customer, Moment moment) {
    out.accept(
        Happening.of(
            ShopTopic.CONTACTS, Kind.CONTACT, moment, customer, pick(CHANNELS), moment.at()));
  }

  private String pick(String[] from) {
    return from[random.nextInt(from.length)];
  }
}
