package dev.tidemark.tests.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.tests.events.Event;
import dev.tidemark.tests.events.Sent;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.job.JobProcess;
import dev.tidemark.tests.table.Row;
import dev.tidemark.tests.watch.SnapshotWatcher;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** A run that goes on with a newer version of its definition. */
@ExtendWith(SharedStack.class)
class SqlUpgradeIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String RUN = "r1";
  private static final int PARTITIONS = 2;
  private static final String YAML =
      """
      table: shop.stock_sold
      description: Pieces sold of each product.
      kind: upsert
      primary-key: [stock_code]
      sources:
        - topic: order-lines
          fields:
            - {name: stock_code, type: string, required: true}
            - {name: quantity, type: int, required: true}
        - topic: product-updates
          table: products
          key: string
          key-fields:
            - {name: stock_code, type: string, required: true}
          tombstones: true
          primary-key: [stock_code]
          event-time: {field: updated_at}
          fields:
            - {name: stock_code, type: string, required: true}
            - {name: description, type: string}
            - {name: unit_price, type: "decimal(10,3)", required: true}
            - {name: updated_at, type: timestamptz, required: true}
      columns:
        - {name: stock_code, type: string, required: true}
        - {name: units, type: long, required: true}
        - {name: description, type: string}
      """;
  private static final String SQL =
      """
      -- One row per product that was sold.
      SELECT
        s.stock_code,
        s.units,
        p.description%s
      FROM (
        SELECT stock_code, SUM(CAST(quantity AS BIGINT)) AS units
        FROM order_lines
        GROUP BY stock_code
      ) s
      LEFT JOIN products p ON s.stock_code = p.stock_code
      """;

  @Test
  void aComputedColumnKeepsTheStateAndAnotherInputOfTheJoinIsRefused(World world) throws Exception {
    world.topics().create(Shop.ORDER_LINES, PARTITIONS);
    world.topics().create(Shop.PRODUCT_UPDATES, PARTITIONS);
    TableIdentifier name = TableIdentifier.of(world.namespace(), "stock_sold");
    SnapshotWatcher watcher = world.watch(name, Shop.ORDER_LINES, RUN).comparingNothing();
    JobProcess job = world.job(define(world, YAML, SQL.formatted("")), RUN).start();
    sell(world, 300);
    awaitUnits(world, watcher, name);
    LiveTable table = LiveTable.open(world.catalog(), name);
    Tidemark before = table.head("run_" + RUN).orElseThrow();
    requireStoredPlan(table.table(), before.definition());

    job.kill();
    define(
        world,
        YAML + "  - {name: label, type: string, doc: In capitals.}\n",
        SQL.formatted(",\n  UPPER(p.description) AS label"));
    job.start();
    sell(world, 300);
    awaitUnits(world, watcher, name);
    Tidemark after = table.head("run_" + RUN).orElseThrow();
    assertThat(after.definition()).isNotEqualTo(before.definition());
    requireStoredPlan(table.table(), after.definition());
    assertThat(table.table().schema().findField("label").doc()).isEqualTo("In capitals.");
    assertThat(world.reader(name).main()).anyMatch(row -> row.get("label") != null);
    watcher.checkMain();

    job.kill();
    define(
        world,
        YAML + "  - {name: label, type: string}\n  - {name: unit_price, type: \"decimal(10,3)\"}\n",
        SQL.formatted(",\n  UPPER(p.description) AS label,\n  p.unit_price"));
    job.start();
    assertThat(job.awaitExit(PATIENCE)).isEqualTo(2);
    assertThat(job.output())
        .contains("Run r1 of " + name + " cannot go on from its state with this version")
        .contains("TableSourceScan(table=[[default_catalog, default_database, products")
        .contains("Start a run with another id beside it");
    assertThat(table.table().schema().findField("unit_price")).isNull();
  }

  /** The rows of both come from the same events, though the fork has read only the later ones. */
  /** {@code SqlReplayIT} forks in every build, with the commands that people type. */
  @Test
  @EnabledIfSystemProperty(named = "long", matches = "true")
  void aForkGoesOnFromAnotherRunsStateOnABranchOfItsOwn(World world) throws Exception {
    world.topics().create(Shop.ORDER_LINES, PARTITIONS);
    world.topics().create(Shop.PRODUCT_UPDATES, PARTITIONS);
    TableIdentifier name = TableIdentifier.of(world.namespace(), "stock_sold");
    SnapshotWatcher watcher = world.watch(name, Shop.ORDER_LINES, RUN).comparingNothing();
    Path definition = define(world, YAML, SQL.formatted(""));
    JobProcess job = world.job(definition, RUN).start();
    sell(world, 300);
    awaitUnits(world, watcher, name);
    job.kill();
    LiveTable table = LiveTable.open(world.catalog(), name);
    Tidemark left = table.head("run_" + RUN).orElseThrow();
    long snapshot = table.table().snapshot("run_" + RUN).snapshotId();
    long seen = table.table().snapshot("main").snapshotId();

    world
        .job(definition, "r2")
        .with("fork-from", Long.toString(snapshot))
        .startFrom(job.latestCheckpoint().orElseThrow());
    sell(world, 300);
    world.log().flush();
    awaitUnits(world, name, "run_r2");
    Tidemark fork = table.head("run_r2").orElseThrow();
    assertThat(fork.run()).isEqualTo("r2");
    assertThat(fork.epoch()).isGreaterThan(left.epoch());
    assertThat(table.head("run_" + RUN)).contains(left);
    assertThat(table.lead()).contains(RUN);
    assertThat(table.table().snapshot("main").snapshotId()).isEqualTo(seen);
  }

  private static Path define(World world, String yaml, String sql) throws IOException {
    Path file = world.writeDefinition("stock_sold", yaml);
    Files.writeString(file.resolveSibling("view.sql"), sql);
    return file;
  }

  private static void sell(World world, int count) {
    for (int i = 0; i < count; i++) {
      world.log().send(world.shop().orderLine(world.random().nextInt(PARTITIONS)));
      world.log().send(world.shop().productUpdate(PARTITIONS));
    }
  }

  private static void requireStoredPlan(Table table, String definition) {
    String path = "%s/tidemark/plans/%s-flink-2.1.json".formatted(table.location(), definition);
    assertThat(table.io().newInputFile(path).exists()).as(path).isTrue();
  }

  /** Waits until every product's pieces are what all its lines together say. */
  private static void awaitUnits(World world, SnapshotWatcher watcher, TableIdentifier name) {
    watcher.awaitCaughtUp(PATIENCE);
    awaitUnits(world, name, "main");
  }

  private static void awaitUnits(World world, TableIdentifier name, String branch) {
    Map<String, Long> expected = new TreeMap<>();
    for (int p = 0; p < PARTITIONS; p++) {
      TopicPartition partition = new TopicPartition(Shop.ORDER_LINES, p);
      for (Sent sent : world.log().events(partition, 0, Long.MAX_VALUE)) {
        if (sent.event() instanceof Event.OrderLine line) {
          expected.merge(line.stockCode(), (long) line.quantity(), Long::sum);
        }
      }
    }
    await("the pieces of every product")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              Map<String, Object> found = new TreeMap<>();
              for (Row row : world.reader(name).branch(branch)) {
                found.put((String) row.get("stock_code"), row.get("units"));
              }
              assertThat(found).isEqualTo(expected);
            });
  }
}
