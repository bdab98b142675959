package dev.tidemark.tests.command;

import static dev.tidemark.tests.command.Terminal.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.lineage.LiveTable;
import dev.tidemark.tests.document.Runbook;
import dev.tidemark.tests.table.TableReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A customer is forgotten with the commands of the runbook as they are typed, one of which is
 * killed, while two runs take events in; nothing that is stored names him, and he does not come
 * back with new events, nor, with {@code -Dlong=true}, in a new run.
 */
class EraseIT {
  private static final TableIdentifier TABLE = TableIdentifier.of("shop", "order_lines");
  private static final String PERSON = "ANN17850QZ";

  @TempDir Path folder;
  private final List<String> others = new ArrayList<>();
  private Terminal terminal;
  private JdbcCatalog catalog;
  private int loaded;

  @Test
  void nothingThatIsStoredNamesThePersonAndNoRunBringsHimBack() throws Exception {
    try (Terminal opened = new Terminal(folder)) {
      terminal = opened;
      terminal.done("up", "--detach");
      try (JdbcCatalog own = terminal.catalog()) {
        catalog = own;
        awaitLoaded(load());
        reject("no order, of " + PERSON, "no order, of BOB4");
        Launched live = terminal.launch("run", "order_lines");
        live.awaitOutput("shop.order_lines/r1 runs;", PATIENCE);
        await().atMost(PATIENCE).ignoreException(NoSuchTableException.class).until(this::hasPerson);
        Launched replay = terminal.launch("replay", "order_lines");
        replay.awaitOutput("r2 has caught up", PATIENCE);

        erase();

        awaitOthers("run_r1", "run_r2", "main");
        replay.close();
        if (Boolean.getBoolean("long")) {
          Launched later = terminal.launch("replay", "order_lines");
          later.awaitOutput("r3 has caught up", PATIENCE);
          awaitOthers("run_r3");
          assertThat(terminal.done("compare", "order_lines", "r1", "r3").out()).contains("equal");
        }
        assertNowhere();
      } finally {
        terminal.done("down");
      }
    }
  }

  private void erase() throws Exception {
    var page = new Runbook("erase.md", terminal.stack(), "shop");
    assertThat(page.commands()).hasSize(5);
    terminal.done("watch", "order_lines", "--once");
    assertThat(type(page, 0))
        .contains("nothing is changed; this would go:", "branch run_r1: 1 rows");

    Launched loading = load();
    Launched killed = terminal.launch(arguments(page, 1));
    await().atMost(PATIENCE).until(() -> killed.err().contains("branch run_r1 …"));
    killed.kill();
    awaitLoaded(loading);

    type(page, 1);
    LiveTable table = LiveTable.open(catalog, TABLE);
    assertThat(table.recoveryPoints().list()).isEmpty();
    assertThat(table.leftSavepoints().all()).isEmpty();
    awaitLoaded(load());
    type(page, 2);
    assertThat(type(page, 3)).contains("/r1: recovery point at version");
    assertThat(type(page, 4)).contains("customer_id", "request 4711").doesNotContain(PERSON);
  }

  private String type(Runbook page, int command) {
    return terminal.done(arguments(page, command)).out();
  }

  private static String[] arguments(Runbook page, int command) {
    String begin = page.commands().get(command).substring("./tidemark ".length());
    return page.arguments(begin, Map.of("CUSTOMER", PERSON)).toArray(String[]::new);
  }

  /** A line of the person's and twenty of others. */
  private Launched load() throws IOException {
    loaded++;
    List<String> lines = new ArrayList<>();
    lines.add("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country");
    for (int line = 0; line <= 20; line++) {
      String customer = line == 7 ? PERSON : "C" + line;
      lines.add(
          "%d%02d,P1,MUG,1,2026-01-20 08:%02d:00,1.50,%s,France"
              .formatted(loaded, line, line, customer));
      if (line != 7) {
        others.add("%d%02d of %s".formatted(loaded, line, customer));
      }
    }
    Path file = Files.write(folder.resolve("lines-%d.csv".formatted(loaded)), lines);
    return terminal.launch(
        "load",
        file.toString(),
        "--mapping",
        "online-retail-order-lines",
        "--partitions",
        "2",
        "--json");
  }

  private static void awaitLoaded(Launched load) {
    assertThat(load.awaitExit(PATIENCE)).as(load.toString()).isZero();
  }

  private void reject(String... values) throws IOException {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", terminal.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>("order-lines", 0, "k", value));
      }
    }
  }

  private boolean hasPerson() {
    return lines("main").stream().anyMatch(line -> line.contains(PERSON));
  }

  private void awaitOthers(String... branches) {
    for (String branch : branches) {
      await("all lines but the person's on " + branch)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .untilAsserted(
              () -> assertThat(lines(branch)).containsExactlyInAnyOrderElementsOf(others));
    }
  }

  private List<String> lines(String branch) {
    return new TableReader(catalog, TABLE)
        .branch(branch).stream()
            .map(row -> row.get("invoice_no") + " of " + row.get("customer_id"))
            .toList();
  }

  /** Files of epochs that landed without the person are deleted just after. */
  private void assertNowhere() {
    LiveTable live = LiveTable.open(catalog, TABLE);
    Table quarantine = live.quarantine();
    await("no file with the person")
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              assertThat(StoredTexts.of(live.table()).with(PERSON)).isEmpty();
              assertThat(StoredTexts.of(quarantine).with(PERSON)).isEmpty();
            });
    // The search does find what is there.
    assertThat(StoredTexts.of(live.table()).with("C3")).isNotEmpty();
    assertThat(StoredTexts.of(quarantine).with("BOB4")).isNotEmpty();
  }
}
