package dev.tidemark.tests.command;

import static dev.tidemark.tests.command.Terminal.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.tests.table.Row;
import dev.tidemark.tests.table.TableReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bad data story, as it is typed: an importer sends prices of 0, readers are put back, a run is
 * forked from a recovery point without the bad events and promoted, and every later replay leaves
 * them out too.
 */
class BadDataIT {
  private static final TableIdentifier PRODUCTS = TableIdentifier.of("shop", "product_catalog");
  private static final int COUNT = 40;

  @TempDir Path folder;
  private final Map<String, BigDecimal> expected = new TreeMap<>();
  private int hour = 8;

  @Test
  void readersAreBackWithinSecondsAndNoLaterRunHoldsTheBadEvents() throws Exception {
    try (Terminal terminal = new Terminal(folder)) {
      terminal.done("up", "--detach");
      try {
        tell(terminal);
      } finally {
        terminal.done("down");
      }
    }
  }

  private void tell(Terminal terminal) throws Exception {
    load(terminal, prices("good.csv", 0, COUNT, "1.50"));
    Launched live = terminal.launch("run", "product_catalog");
    live.awaitOutput("shop.product_catalog/r1 runs;", PATIENCE);
    try (JdbcCatalog catalog = terminal.catalog()) {
      awaitPrices(catalog, expected);
      Launched watch = terminal.done("watch", "product_catalog", "--once", "--json");
      long point = new ObjectMapper().readTree(watch.out()).get("version").asLong();

      load(terminal, prices("better.csv", 0, COUNT / 2, "1.75"));
      awaitPrices(catalog, expected);
      LiveTable table = LiveTable.open(catalog, PRODUCTS);
      long lastGood = catalog.loadTable(PRODUCTS).currentSnapshot().snapshotId();
      Tidemark good = table.head("main").orElseThrow();

      Map<String, BigDecimal> bad = new TreeMap<>(expected);
      bad.replaceAll((product, price) -> new BigDecimal("0.000"));
      load(terminal, file("bad.csv", 0, COUNT, "0"));
      awaitPrices(catalog, bad);
      Tidemark worst = table.head("main").orElseThrow();

      terminal.done(
          "rollback", "product_catalog", "--to", Long.toString(lastGood), "--reason", "price 0");
      assertThat(prices(catalog)).isEqualTo(expected);
      assertThat(terminal.done("status", "product_catalog").out()).contains("held", "price 0");
      // The producer was mended meanwhile, and readers do not see it yet.
      load(terminal, prices("mended.csv", COUNT / 2, COUNT, "2.25"));

      List<String> replay =
          new ArrayList<>(
              List.of("replay", "product_catalog", "--from", Long.toString(lastGood), "--reason"));
      replay.add("price 0 of the new importer");
      for (int p = 0; p < 2; p++) {
        replay.addAll(
            List.of(
                "--exclude", "product-updates:%d:%d-%d".formatted(p, to(good, p), to(worst, p))));
      }
      Launched fork = terminal.launch(replay.toArray(String[]::new));
      fork.awaitOutput("r2 has caught up", PATIENCE);
      assertThat(fork.err()).contains("from the recovery point of").contains("version " + point);
      terminal.done("promote", "product_catalog", "r2", "--wait", "--reason", "without them");
      awaitPrices(catalog, expected);
      assertThat(table.lead()).contains("r2");
      assertThat(table.runs())
          .filteredOn(run -> run.id().equals("r2"))
          .allSatisfy(run -> assertThat(run.origin()).isEqualTo(point));

      Launched again = terminal.launch("replay", "product_catalog");
      again.awaitOutput("r3 has caught up", PATIENCE);
      assertThat(terminal.done("compare", "product_catalog", "r2", "r3").out()).contains("equal");
      assertThat(terminal.done("exclusions", "product_catalog").out())
          .contains("price 0 of the new importer");

      assertThat(terminal.done("horizon", "product_catalog").out())
          .contains("replay    from the first events: the topics have all of them")
          .containsPattern("r1 +" + point + "  yes");
      // Taken from r1 after the bad events: no run may begin there any more.
      terminal.done("watch", "product_catalog", "--once");
      assertThat(terminal.done("horizon", "product_catalog").out())
          .contains("no: it holds events of product-updates");
    }
  }

  private static long to(Tidemark tidemark, int partition) {
    PartitionProgress progress = tidemark.topics().get(0).partitions().get(partition);
    return progress.to();
  }

  /** Prices that readers shall see from now on. */
  private Path prices(String name, int from, int to, String price) throws IOException {
    for (int i = from; i < to; i++) {
      expected.put("P" + i, new BigDecimal(price).setScale(3));
    }
    return file(name, from, to, price);
  }

  /** Each file's prices are an hour younger than those of the file before. */
  private Path file(String name, int from, int to, String price) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country");
    hour++;
    for (int i = from; i < to; i++) {
      lines.add(
          "%d,P%d,MUG,1,2026-01-20 %02d:%02d:00,%s,17850.0,France"
              .formatted(536_365 + i, i, hour, i, price));
    }
    return Files.write(folder.resolve(name), lines);
  }

  private static void load(Terminal terminal, Path file) {
    terminal.done(
        "load",
        file.toString(),
        "--mapping",
        "online-retail-product-updates",
        "--partitions",
        "2",
        "--json");
  }

  private static void awaitPrices(Catalog catalog, Map<String, BigDecimal> prices) {
    await("prices of all products")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .ignoreException(NoSuchTableException.class)
        .untilAsserted(() -> assertThat(prices(catalog)).isEqualTo(prices));
  }

  private static Map<String, BigDecimal> prices(Catalog catalog) {
    Map<String, BigDecimal> prices = new TreeMap<>();
    for (Row row : new TableReader(catalog, PRODUCTS).main()) {
      prices.put((String) row.get("stock_code"), (BigDecimal) row.get("unit_price"));
    }
    return prices;
  }
}
