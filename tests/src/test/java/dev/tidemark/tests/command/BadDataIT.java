package dev.tidemark.tests.command;

import static dev.tidemark.tests.command.Prices.products;
import static dev.tidemark.tests.command.Terminal.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.PartitionProgress;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.tests.document.Runbook;
import dev.tidemark.tests.world.Topics;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three bad nights of one table, each with the commands of its runbook as they are typed: an
 * importer sends prices of 0; the state of the run that leads is lost; Kafka removes events that
 * were not read.
 */
class BadDataIT {
  private static final String TOPIC = "product-updates";
  private static final int COUNT = 40;

  @TempDir Path folder;
  private Terminal terminal;
  private LiveTable table;
  private Prices prices;
  private Map<String, BigDecimal> expected;

  @Test
  void readersAreBackWithinSecondsAndNoLaterRunHoldsTheBadEvents() throws Exception {
    try (Terminal opened = new Terminal(folder)) {
      terminal = opened;
      terminal.done("up", "--detach");
      try (JdbcCatalog catalog = terminal.catalog()) {
        prices = new Prices(folder, terminal, catalog);
        expected = new TreeMap<>(prices.load(products(0, COUNT), "1.50"));
        Launched live = terminal.launch("run", "product_catalog");
        live.awaitOutput("shop.product_catalog/r1 runs;", PATIENCE);
        prices.awaitSeen(expected);
        table = LiveTable.open(catalog, Prices.TABLE);
        Launched fork = badProducer(catalog);
        live.close();
        Launched third = lostSavepoint(fork);
        lostOffsets(third);
      } finally {
        terminal.done("down");
      }
    }
  }

  /** Gives the run that leads in the end, r2. */
  private Launched badProducer(JdbcCatalog catalog) throws Exception {
    Launched watch = terminal.done("watch", "product_catalog", "--once", "--json");
    long point = new ObjectMapper().readTree(watch.out()).get("version").asLong();
    expected.putAll(prices.load(products(0, COUNT / 2), "1.75"));
    prices.awaitSeen(expected);
    long lastGood = catalog.loadTable(Prices.TABLE).currentSnapshot().snapshotId();
    Tidemark good = head();

    Map<String, BigDecimal> bad = new TreeMap<>(expected);
    bad.putAll(prices.load(prices.inPartition(0), "0"));
    prices.awaitSeen(bad);
    Tidemark worst = head();

    Map<String, String> open =
        Map.of(
            "OFFSET", Long.toString(to(good, 0)),
            "FROM", Long.toString(to(good, 0)),
            "TO", Long.toString(to(worst, 0)),
            "VERSION", Long.toString(lastGood));
    var page = new Runbook("bad-producer.md", terminal.stack(), "shop");
    assertThat(page.commands()).hasSize(9);
    terminal.done(page, "hold", open);
    assertThat(terminal.done(page, "topics", open).out()).contains("PARTITION");
    terminal.done(page, "rollback", open);
    assertThat(prices.now()).isEqualTo(expected);
    assertThat(terminal.done("status", "product_catalog").out()).contains("held", "price 0");
    // The producer was mended meanwhile, and readers do not see it yet.
    expected.putAll(prices.load(products(COUNT / 2, COUNT), "2.25"));

    Launched fork = terminal.launch(page, "replay", open);
    fork.awaitOutput("r2 has caught up", PATIENCE);
    assertThat(fork.err()).contains("from the recovery point of").contains("version " + point);
    Launched compared = terminal.launch(page, "compare", open);
    assertThat(compared.awaitExit(PATIENCE)).as(compared.toString()).isEqualTo(1);
    assertThat(compared.out()).contains("unit_price");
    terminal.done(page, "promote", open);
    prices.awaitSeen(expected);
    assertThat(table.lead()).contains("r2");
    assertThat(table.runs())
        .filteredOn(run -> run.id().equals("r2"))
        .allSatisfy(run -> assertThat(run.origin()).isEqualTo(point));
    assertThat(terminal.done(page, "exclusions", open).out())
        .contains("price 0 from the new importer");

    Launched again = terminal.launch("replay", "product_catalog");
    again.awaitOutput("r3 has caught up", PATIENCE);
    assertThat(terminal.done("compare", "product_catalog", "r2", "r3").out()).contains("equal");
    again.close();
    terminal.done(page, "watch", open);
    assertThat(terminal.done(page, "horizon", open).out())
        .contains("declared  24 h back, a recovery point every 15 min")
        .containsPattern("reached +[0-9].*: the oldest recovery point that serves is ")
        .contains("replay    from the first events: the topics have all of them")
        .containsPattern("r1 +" + point + "  yes")
        // Taken from r1 after the bad events: no run may begin there any more.
        .contains("no: it holds events of product-updates");
    return fork;
  }

  /** r2 leads and dies, and its checkpoints with it; r4 takes over. */
  private Launched lostSavepoint(Launched fork) throws Exception {
    fork.kill();
    lose(terminal.stack().resolve("runs/shop.product_catalog/r2/checkpoints"));
    expected.putAll(prices.load(products(0, 5), "3.00"));

    Map<String, String> open = Map.of("r1", "r2", "r2", "r4");
    var page = new Runbook("lost-savepoint.md", terminal.stack(), "shop");
    assertThat(page.commands()).hasSize(7);
    terminal.done(page, "status", open);
    assertThat(terminal.done(page, "horizon", open).out()).containsPattern("r2 .* yes");
    Launched next = terminal.launch(page, "replay", open);
    next.awaitOutput("r4 has caught up", PATIENCE);
    assertThat(next.err()).contains("from the recovery point of");
    terminal.done(page, "promote", open);
    prices.awaitSeen(expected);
    terminal.done(page, "retire", open);
    assertThat(table.runs()).noneMatch(run -> run.id().equals("r2"));
    assertThat(terminal.done(page, "watch", open).out()).contains("/r4: recovery point");
    return next;
  }

  /** r4 is down while Kafka removes what comes next; r5 is made of what is left. */
  private void lostOffsets(Launched lead) throws Exception {
    lead.kill();
    prices.load(products(0, COUNT), "4.00");
    try (Topics topics = terminal.topics()) {
      for (int partition = 0; partition < 2; partition++) {
        topics.deleteEvents(TOPIC, partition, topics.end(TOPIC, partition));
      }
    }
    Map<String, BigDecimal> left = prices.load(products(0, COUNT), "5.00");
    Launched refused = terminal.launch("replay", "product_catalog", "--run", "r4");
    assertThat(refused.awaitExit(PATIENCE)).as(refused.toString()).isNotZero();
    assertThat(Files.readString(terminal.stack().resolve("runs/shop.product_catalog/r4/job.log")))
        .contains("Kafka no longer has the events that come next");
    assertThat(prices.now()).isEqualTo(expected);

    Map<String, String> open = Map.of("r2", "r5");
    var page = new Runbook("lost-offsets.md", terminal.stack(), "shop");
    assertThat(page.commands()).hasSize(6);
    terminal.done(page, "status", open);
    assertThat(terminal.done(page, "horizon", open).out())
        .contains("replay    not from the first events: Kafka no longer has " + TOPIC);
    terminal.done(page, "show", open);
    Launched rest = terminal.launch(page, "replay", open);
    rest.awaitOutput("r5 has caught up", PATIENCE);
    Launched compared = terminal.launch(page, "compare", open);
    assertThat(compared.awaitExit(PATIENCE)).as(compared.toString()).isEqualTo(1);
    terminal.done(page, "promote", open);
    prices.awaitSeen(left);
  }

  private Tidemark head() {
    return table.head("main").orElseThrow();
  }

  private static long to(Tidemark tidemark, int partition) {
    PartitionProgress progress = tidemark.topics().get(0).partitions().get(partition);
    return progress.to();
  }

  private static void lose(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
