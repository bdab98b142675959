package dev.tidemark.tests.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Version;
import dev.tidemark.tests.command.Launched;
import dev.tidemark.tests.events.Shop;
import dev.tidemark.tests.table.Row;
import dev.tidemark.tests.world.CommandFolder;
import dev.tidemark.tests.world.SharedStack;
import dev.tidemark.tests.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A table whose rows a query makes is replayed from a recovery point, with the query's state and
 * without a range of events, held back by the broker, and is promoted once its checks hold.
 */
@ExtendWith(SharedStack.class)
class SqlReplayIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String TOPIC = Shop.ORDER_LINES;
  private static final int BEFORE = 300;
  private static final int AFTER = 100;
  private static final String YAML =
      """
      table: shop.sold
      description: Lines sold of each product.
      kind: upsert
      primary-key: [stock_code]
      sources:
        - topic: order-lines
          fields:
            - {name: stock_code, type: string, required: true}
      columns:
        - {name: stock_code, type: string, required: true}
        - {name: lines, type: long, required: true}
      recovery: {horizon: 2 h, savepoints-every: 1 h}
      """;
  private static final String SQL =
      """
      -- One row per product that was sold.
      SELECT
        stock_code,
        COUNT(*) AS lines
      FROM order_lines
      GROUP BY stock_code
      """;

  private World world;
  private Path stack;
  private TableIdentifier name;
  private int launched;

  @Test
  void forkKeepsTheStateOfTheQueryLeavesTheRangeOutAndIsCheckedBeforeItLeads(World world)
      throws Exception {
    this.world = world;
    stack = CommandFolder.of(world);
    name = TableIdentifier.of(world.namespace(), "sold");
    world.topics().create(TOPIC, 2);
    send(BEFORE);
    String definition = define("");
    launch("run", definition).awaitOutput("/r1 runs;", PATIENCE);
    awaitLines("main", BEFORE);
    done("watch", name.toString(), "--once");
    LiveTable table = LiveTable.open(world.openCatalog(), name);
    String version = Long.toString(table.table().currentSnapshot().snapshotId());

    long from = world.topics().end(TOPIC, 0);
    send(AFTER);
    launch(
            "replay",
            name.toString(),
            "--from",
            version,
            "--exclude",
            "%s:0:%d-%d".formatted(TOPIC, from, from + 10),
            "--reason",
            "bad lines",
            "--quota",
            "50MB/s")
        .awaitOutput("r2 has caught up", PATIENCE);
    awaitLines("main", BEFORE + AFTER);
    await("all events on r2").atMost(PATIENCE).until(() -> isComplete(table));
    long excluded = excluded(table);
    assertThat(excluded).isBetween(1L, 10L);
    awaitLines("run_r2", BEFORE + AFTER - excluded);
    String readers = "tidemark-%s-r2-".formatted(name);
    var broker = new BrokerQuotas(world.stack());
    assertThat(broker.of(readers)).isEqualTo(Map.of(readers + "0", 25e6, readers + "1", 25e6));
    // Both read, under exactly these ids.
    assertThat(broker.counted(readers)).containsExactly(readers + "0", readers + "1");

    String tooMany = define("checks: [{name: enough, rows-at-least: 100000}]\n");
    Launched refused = launch("promote", name.toString(), "r2", "--definition", tooMany);
    assertThat(refused.awaitExit(PATIENCE)).isEqualTo(3);
    assertThat(refused.err())
        .contains(
            "Cannot promote %s/r2: 1 of 1 checks fails on its branch: enough (".formatted(name))
        .contains(" rows, at least 100,000 are declared)");
    assertThat(table.lead()).contains("r1");
    assertThat(broker.of(readers)).hasSize(2);
    String fine = define("checks: [{name: some, rows-at-least: 1}]\n");
    assertThat(done("promote", name.toString(), "r2", "--definition", fine, "--wait").err())
        .contains("Kafka's quota of 50 MB/s for %s/r2 is gone.".formatted(name));
    assertThat(table.lead()).contains("r2");
    assertThat(broker.of("tidemark-")).isEmpty();
    assertThat(table.quotas().of("r2")).isEmpty();
    assertThat(done("horizon", name.toString()).out())
        .contains("declared  2 h back, a recovery point every 60 min");
  }

  @Test
  void runIsRefusedWhoseTopicsKeepLessThanItsTableDeclares(World world) throws Exception {
    this.world = world;
    stack = CommandFolder.of(world);
    name = TableIdentifier.of(world.namespace(), "sold");
    world
        .topics()
        .create(TOPIC, 1, Map.of("retention.ms", "3600000", "cleanup.policy", "compact,delete"));
    Launched refused = launch("run", define(""));
    assertThat(refused.awaitExit(PATIENCE)).isEqualTo(3);
    assertThat(refused.err())
        .contains(
            "Cannot start a run of %s, which declares a horizon of 2 h: order-lines keeps its events for 60 min (retention.ms); set retention.ms to 7200000 or more, or declare a shorter recovery.horizon in its table.yaml; order-lines loses all but the newest event of a key (cleanup.policy=compact), and the table needs every one; set cleanup.policy=delete."
                .formatted(name));
    assertThat(world.catalog().tableExists(name)).isFalse();
  }

  private String define(String more) throws IOException {
    Path file = world.writeDefinition("sold" + launched, YAML + more);
    Files.writeString(file.resolveSibling("view.sql"), SQL);
    return file.getParent().toString();
  }

  private void send(int events) {
    for (int i = 0; i < events; i++) {
      world.log().send(world.shop().orderLine(i % 2));
    }
    world.log().flush();
  }

  private void awaitLines(String branch, long expected) {
    await("all lines on " + branch)
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              long lines = 0;
              for (Row row : world.reader(name).branch(branch)) {
                lines += (Long) row.get("lines");
              }
              assertThat(lines).isEqualTo(expected);
            });
  }

  private static boolean isComplete(LiveTable table) {
    var main = table.head("main").orElseThrow().topics().get(0).partitions();
    var fork = table.head("run_r2").orElseThrow().topics().get(0).partitions();
    return main.get(0).to() == fork.get(0).to() && main.get(1).to() == fork.get(1).to();
  }

  private static long excluded(LiveTable table) {
    long excluded = 0;
    for (Version version : table.history("run_r2")) {
      if (version instanceof Version.Stamped stamped) {
        excluded += stamped.tidemark().excluded();
      }
    }
    return excluded;
  }

  private Launched done(String... command) {
    Launched done = launch(command);
    assertThat(done.awaitExit(PATIENCE)).as(done.toString()).isZero();
    return done;
  }

  private Launched launch(String... command) {
    launched++;
    return world.keep(
        Launched.of(stack, "%03d-%s".formatted(launched, command[0]), List.of(command)));
  }
}
