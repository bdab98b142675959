package dev.tidemark.tests.command;

import static dev.tidemark.tests.command.Terminal.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.tests.table.Row;
import dev.tidemark.tests.table.TableReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** Prices of products: files of them, loaded into the topic, and what readers see of them. */
final class Prices {
  static final TableIdentifier TABLE = TableIdentifier.of("shop", "product_catalog");

  private final Path folder;
  private final Terminal terminal;
  private final Catalog catalog;
  private int hour = 8;

  Prices(Path folder, Terminal terminal, Catalog catalog) {
    this.folder = folder;
    this.terminal = terminal;
    this.catalog = catalog;
  }

  /** The products with these numbers. */
  static List<String> products(int from, int to) {
    return IntStream.range(from, to).mapToObj(number -> "P" + number).toList();
  }

  /** Loads a file of one price; each file's prices are an hour younger than the file's before. */
  Map<String, BigDecimal> load(Collection<String> products, String price) throws IOException {
    hour++;
    List<String> lines = new ArrayList<>();
    lines.add("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country");
    Map<String, BigDecimal> prices = new TreeMap<>();
    for (String product : products) {
      prices.put(product, new BigDecimal(price).setScale(3));
      lines.add(
          "%d,%s,MUG,1,2026-01-20 %02d:%02d:00,%s,17850.0,France"
              .formatted(536_365 + lines.size(), product, hour, lines.size() % 60, price));
    }
    Path file = Files.write(folder.resolve("prices-%02d.csv".formatted(hour)), lines);
    terminal.done(
        "load",
        file.toString(),
        "--mapping",
        "online-retail-product-updates",
        "--partitions",
        "2",
        "--json");
    return prices;
  }

  /** Waits until readers see exactly these. */
  void awaitSeen(Map<String, BigDecimal> prices) {
    await("prices of all products")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .ignoreException(NoSuchTableException.class)
        .untilAsserted(() -> assertThat(now()).isEqualTo(prices));
  }

  /** What readers see. */
  Map<String, BigDecimal> now() {
    Map<String, BigDecimal> prices = new TreeMap<>();
    for (Row row : new TableReader(catalog, TABLE).main()) {
      prices.put((String) row.get("stock_code"), (BigDecimal) row.get("unit_price"));
    }
    return prices;
  }

  /** The products whose newest price stands in a partition. */
  Collection<String> inPartition(int partition) {
    Collection<String> products = new TreeSet<>();
    for (Row row : new TableReader(catalog, TABLE).main()) {
      if (Integer.valueOf(partition).equals(row.get("updated_by_partition"))) {
        products.add((String) row.get("stock_code"));
      }
    }
    return products;
  }
}
