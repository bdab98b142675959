package dev.tidemark.control.generate;

import dev.tidemark.control.generate.Catalogue.Product;
import dev.tidemark.control.generate.Customers.Customer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is sold. One order is told to three topics: its lines to {@code order-lines} and {@code
 * purchases}, itself to {@code orders}; a guest's to {@code order-lines} alone.
 */
final class Orders {
  private static final double GUEST = 0.2;
  private static final double ANOTHER_LINE = 0.75;
  private static final int MOST_LINES = 20;
  private static final int MOST_PIECES = 12;
  private static final int REMEMBERED = 500;
  private static final String SHOPS_COUNTRY = "United Kingdom";

  /** A line as it was sold. */
  private record Line(String product, String description, int quantity, int pence) {
    long amount() {
      return (long) quantity * pence;
    }

    Line negated() {
      return new Line(product, description, -quantity, pence);
    }
  }

  /**
   * An order as it was booked.
   *
   * @param customer null for a guest
   */
  private record Order(
      String invoice, @Nullable Customer customer, String country, long at, List<Line> lines) {}

  private final Random random;
  private final Catalogue catalogue;
  private final Customers customers;
  private final Consumer<Happening> out;
  private final List<Order> remembered = new ArrayList<>();
  private int oldest;
  private int nextInvoice = 600_000;

  Orders(long seed, Catalogue catalogue, Customers customers, Consumer<Happening> out) {
    this.random = new Seeds(seed).of("orders");
    this.catalogue = catalogue;
    this.customers = customers;
    this.out = out;
  }

  void order(Moment moment) {
    Customer customer = random.nextDouble() < GUEST ? null : customers.ordering(moment);
    List<Line> lines = new ArrayList<>();
    do {
      Product product = catalogue.sold(moment);
      int quantity = 1 + random.nextInt(MOST_PIECES);
      lines.add(new Line(product.code(), product.description(), quantity, product.pence()));
    } while (lines.size() < MOST_LINES && random.nextDouble() < ANOTHER_LINE);
    String country = customer == null ? customers.guestCountry() : customer.country();
    var order = new Order(Integer.toString(nextInvoice++), customer, country, moment.at(), lines);
    remember(order);
    if (customer != null) {
      long amount = lines.stream().mapToLong(Line::amount).sum();
      out.accept(
          Happening.of(
              ShopTopic.ORDERS,
              Kind.ORDER,
              moment,
              order.invoice,
              customer.id(),
              Pounds.pence(amount),
              moment.at()));
    }
    for (Line line : lines) {
      line(order.invoice, line, order, Kind.ORDER_LINE, moment);
      purchase(line, order, Kind.PURCHASE, moment);
    }
  }

  /** All lines of an earlier order again, with C before its number and their quantities negated. */
  void cancel(Moment moment) {
    if (remembered.isEmpty()) {
      return;
    }
    Order order = remembered.remove(random.nextInt(remembered.size()));
    Moment cancelled = moment.notBefore(order.at);
    for (Line line : order.lines) {
      line("C" + order.invoice, line.negated(), order, Kind.CANCELLED_LINE, cancelled);
      purchase(line.negated(), order, Kind.REFUND, cancelled);
    }
  }

  /** A product is gone; its last pieces leave the books as a line of their own. */
  void writeOff(Moment moment) {
    Product product = catalogue.writeOff(moment);
    tellLine(
        moment,
        Kind.CORRECTION,
        Integer.toString(nextInvoice++),
        product.code(),
        null,
        -1 - random.nextInt(50),
        moment.at(),
        Pounds.mills(0),
        null,
        SHOPS_COUNTRY);
  }

  /** One of the last customers who ordered. */
  Optional<Customer> lately() {
    return remembered.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(remembered.get(random.nextInt(remembered.size())).customer);
  }

  private void remember(Order order) {
    if (remembered.size() < REMEMBERED) {
      remembered.add(order);
    } else {
      remembered.set(oldest++ % REMEMBERED, order);
    }
  }

  private void line(String invoice, Line line, Order order, Kind kind, Moment moment) {
    tellLine(
        moment,
        kind,
        invoice,
        line.product,
        line.description,
        line.quantity,
        moment.at(),
        Pounds.mills(line.pence),
        order.customer == null ? null : order.customer.id(),
        order.country);
  }

  private void tellLine(Moment moment, Kind kind, @Nullable Object... values) {
    out.accept(Happening.of(ShopTopic.ORDER_LINES, kind, moment, values));
  }

  private void purchase(Line line, Order order, Kind kind, Moment moment) {
    if (order.customer != null) {
      out.accept(
          Happening.of(
              ShopTopic.PURCHASES,
              kind,
              moment,
              order.customer.id(),
              order.invoice,
              line.product,
              line.quantity,
              Pounds.pence(line.amount()),
              moment.at()));
    }
  }
}
