package dev.tidemark.tests.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.lineage.Version;
import dev.tidemark.local.LocalStack;
import dev.tidemark.local.Service;
import dev.tidemark.tests.table.TableReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says to type, typed, on a machine on which nothing runs before or after. */
class CommandIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final TableIdentifier ORDER_LINES = TableIdentifier.of("shop", "order_lines");
  private static final TableIdentifier PRODUCTS = TableIdentifier.of("shop", "product_catalog");

  @TempDir Path folder;
  private Terminal terminal;
  private final Set<ProcessHandle> processes = new HashSet<>();

  @BeforeEach
  void openTerminal() {
    terminal = new Terminal(folder);
  }

  @AfterEach
  void endEverything() {
    terminal.close();
    processes.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void theDemoEndsByItselfWithTwoLiveTablesAndLeavesNoProcess() throws Exception {
    Launched demo = terminal.launch("demo", "--for", "12s", "--rate", "300");
    assertThat(demo.awaitExit(PATIENCE)).as(demo.toString()).isZero();
    for (String table : List.of("shop.order_lines", "shop.product_catalog")) {
      assertThat(demo.out()).containsPattern(table + " +stale by [0-9.]+ m?s");
    }
    assertThat(demo.out())
        .containsPattern(
            "epoch \\d+ holds every event before order-lines \\d+,\\d+,\\d+,\\d+ +\\(\\d+ in, \\d+ rejected\\)")
        .containsPattern("epoch \\d+ holds every event before product-updates \\d+")
        .contains("Nothing runs any more;");
    assertThat(demo.children()).as("Kafka, registry, S3 and two jobs").hasSizeGreaterThan(4);
    requireGone(demo.children());

    try (LocalStack again = LocalStack.in(terminal.stack()).with(Service.S3).start();
        JdbcCatalog catalog = Terminal.open(again.jdbcCatalog())) {
      LiveTable lines = LiveTable.open(catalog, ORDER_LINES);
      long accepted = 0;
      for (Version version : lines.history("main")) {
        accepted += version instanceof Version.Stamped stamped ? accepted(stamped.tidemark()) : 0;
      }
      assertThat(accepted).isPositive();
      assertThat(new TableReader(catalog, ORDER_LINES).main()).hasSize((int) accepted);
      assertThat(new TableReader(catalog, PRODUCTS).main()).isNotEmpty();
    }
  }

  @Test
  void aStackIsStartedFedLookedAtAndEnded() throws Exception {
    Path first = lines("first.csv", 0, 300, 7);
    Path second = lines("second.csv", 300, 400, 11);
    Launched up = terminal.done("up", "--detach", "--flink");
    assertThat(up.out()).contains("The stack is ready, kept by process ");
    ProcessHandle keeper = keeper();
    load(first);

    Launched run = terminal.launch("run", "order_lines");
    run.awaitOutput("shop.order_lines/r1 runs;", PATIENCE);
    Launched submitted = terminal.done("run", "product_catalog", "--target", "cluster");
    assertThat(submitted.out()).containsPattern("shop.product_catalog/r1 is job [0-9a-f]{32} at");
    try (JdbcCatalog catalog = terminal.catalog()) {
      awaitRows(catalog, ORDER_LINES, 300);
      awaitRows(catalog, PRODUCTS, 7);
      lookAtTheNewestVersion();
      lookAtTheStack();

      assertThat(terminal.done("stop", "shop.order_lines/r1").out()).contains("Savepoint: ");
      assertThat(run.awaitExit(PATIENCE)).as(run.toString()).isZero();
      assertThat(run.out()).contains("shop.order_lines/r1 was stopped.");
      load(second);
      Launched on = terminal.launch("run", "order_lines");
      on.awaitOutput("shop.order_lines/r1 runs;", PATIENCE);
      assertThat(on.err()).contains("Going on with shop.order_lines/r1 from ");
      awaitRows(catalog, ORDER_LINES, 400);
      awaitRows(catalog, PRODUCTS, 11);
      assertThat(terminal.done("stop", "product_catalog/r1").out()).contains("Savepoint: s3a://");
      terminal.done("stop", "order_lines/r1");
      assertThat(on.awaitExit(PATIENCE)).as(on.toString()).isZero();
    }

    keeper.descendants().forEach(processes::add);
    assertThat(terminal.done("down").out()).contains("Ended the stack.");
    assertThat(processes).as("services and cluster").hasSizeGreaterThan(5);
    requireGone(processes);
    assertThat(terminal.done("down").out()).contains("No stack runs in ");
  }

  private void lookAtTheNewestVersion() throws IOException {
    assertThat(terminal.done("history", "order_lines").out()).contains("led by r1");
    ObjectMapper json = new ObjectMapper();
    JsonNode newest = json.readTree(terminal.done("history", "order_lines", "--json").out()).get(0);
    assertThat(newest.at("/tidemark/run").asText()).isEqualTo("r1");
    String version = newest.get("version").asText();
    Launched show = terminal.done("show", "shop.order_lines", "--version", version, "--json");
    assertThat(json.readTree(show.out())).isEqualTo(newest);
    assertThat(terminal.done("show", "order_lines").out()).contains("order-lines");
  }

  private void lookAtTheStack() throws IOException {
    JsonNode topic =
        new ObjectMapper().readTree(terminal.done("topics", "order-lines", "--json").out()).get(0);
    assertThat(topic.get("partitions")).hasSize(2);
    long offsets = 0;
    for (JsonNode partition : topic.get("partitions")) {
      offsets += partition.get("end").asLong() - partition.get("begin").asLong();
    }
    assertThat(offsets).isEqualTo(300);
    assertThat(terminal.done("topics").out()).containsPattern("order-lines +2 +300 +0");
    assertThat(terminal.done("logs").out()).contains("kafka", "shop.order_lines/r1");
    assertThat(terminal.done("logs", "shop.order_lines/r1", "-n", "3").out().lines()).hasSize(3);
    assertThat(terminal.done("doctor").out())
        .containsPattern("ok +Kafka ")
        .containsPattern("ok +registry ")
        .containsPattern("ok +catalog +tidemark, \\d+ tables; storage answers")
        .containsPattern("ok +Flink .*, 1 jobs run");
  }

  private void load(Path file) {
    for (String what : List.of("order-lines", "product-updates")) {
      Launched load =
          terminal.done(
              "load",
              file.toString(),
              "--mapping",
              "online-retail-" + what,
              "--partitions",
              "2",
              "--json");
      assertThat(load.out()).contains("\"complete\":true");
    }
  }

  private Path lines(String name, int from, int to, int products) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country");
    for (int i = from; i < to; i++) {
      lines.add(
          "%d,P%d,\"MUG, no. %d\",%d,2026-01-20 08:%02d:%02d,2.55,17850.0,France"
              .formatted(536_365 + i / 3, i % products, i, 1 + i % 9, i / 60, i % 60));
    }
    return Files.write(folder.resolve(name), lines);
  }

  private static long accepted(Tidemark tidemark) {
    return tidemark.topics().stream()
        .flatMap(topic -> topic.partitions().stream())
        .mapToLong(partition -> partition.accepted())
        .sum();
  }

  private static void awaitRows(Catalog catalog, TableIdentifier table, int count) {
    await("%d rows of %s".formatted(count, table))
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .ignoreException(NoSuchTableException.class)
        .until(() -> new TableReader(catalog, table).main().size() == count);
  }

  private ProcessHandle keeper() throws IOException {
    String pid = Files.readString(terminal.stack().resolve("keeper.pid")).split(" ", 2)[0];
    Optional<ProcessHandle> keeper = ProcessHandle.of(Long.parseLong(pid));
    keeper.ifPresent(processes::add);
    return keeper.orElseThrow();
  }

  private static void requireGone(Set<ProcessHandle> processes) {
    await("the end of all that was started")
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(processes).noneMatch(ProcessHandle::isAlive));
  }
}
