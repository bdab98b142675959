package dev.tidemark.tests.live;

import dev.tidemark.tests.events.Event;
import dev.tidemark.tests.events.Outgoing;
import dev.tidemark.tests.events.Shop;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The Online Retail file as order lines and product updates, read by itself and not by the loader
 * that the project ships.
 */
final class OnlineRetail {
  private static final int PARTITIONS = 4;
  private static final ZoneId ZONE = ZoneId.of("Europe/London");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private OnlineRetail() {}

  static Path file() {
    String given = System.getProperty("tidemark.data", "");
    Path home = Path.of(System.getProperty("tidemark.home")).toAbsolutePath();
    Path data = given.isEmpty() ? home.resolve("../shared/data") : Path.of(given);
    return data.resolve("online-retail/online-retail-2010-12-to-2011-06.csv.gz").normalize();
  }

  static void read(Path file, int limit, Shop shop, Consumer<Outgoing> events) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      lines.readLine();
      String line = lines.readLine();
      for (int i = 0; i < limit && line != null; i++, line = lines.readLine()) {
        send(fields(line), shop, events);
      }
    }
  }

  private static void send(List<String> fields, Shop shop, Consumer<Outgoing> events) {
    String invoice = fields.get(0);
    String product = fields.get(1);
    String description = orNull(fields.get(2));
    Instant at = LocalDateTime.parse(fields.get(4), TIME).atZone(ZONE).toInstant();
    BigDecimal price = new BigDecimal(fields.get(5)).setScale(3);
    String customer = orNull(fields.get(6));
    events.accept(
        shop.orderLine(
            Math.floorMod(invoice.hashCode(), PARTITIONS),
            new Event.OrderLine(
                invoice,
                product,
                description,
                Integer.parseInt(fields.get(3)),
                at,
                price,
                customer,
                fields.get(7))));
    int partition = Math.floorMod(product.hashCode(), PARTITIONS);
    events.accept(
        description == null
            ? shop.removal(partition, product, at.toEpochMilli())
            : shop.state(partition, new Event.ProductState(product, description, price, at)));
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /** Fields of a line; quotes around a field, doubled inside it. */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        field.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
