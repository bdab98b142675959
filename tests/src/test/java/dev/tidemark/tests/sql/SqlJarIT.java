package dev.tidemark.tests.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.lineage.LiveTable;
import dev.tidemark.lineage.Tidemark;
import dev.tidemark.local.FlinkCluster;
import dev.tidemark.local.FlinkSettings;
import dev.tidemark.local.LocalStack;
import dev.tidemark.local.Service;
import dev.tidemark.local.SqlSession;
import dev.tidemark.tests.table.Row;
import dev.tidemark.tests.table.TableReader;
import dev.tidemark.tests.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Flink as it comes, its SQL client and SQL gateway, our jar in {@code lib/} beside other people's:
 * Iceberg's Flink jar, Flink's SQL jar for Kafka, flink-avro with another Avro than ours.
 */
class SqlJarIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Path HOME = Path.of(System.getProperty("tidemark.home"));
  private static final TableIdentifier SPENT = TableIdentifier.of("shop", "spent");

  @TempDir static Path folder;
  private static LocalStack stack;

  @BeforeAll
  static void start() throws IOException {
    FlinkSettings flink = FlinkSettings.SMALL.taskManagers(1, 4).memory(512, 64);
    flink = flink.lib(HOME.resolve("jobs/sql-connector/target/tidemark-sql-connector.jar"));
    try (Stream<Path> others = Files.list(HOME.resolve("tests/target/lib"))) {
      for (Path jar : others.toList()) {
        flink = flink.lib(jar);
      }
    }
    stack =
        LocalStack.in(folder.resolve("stack"))
            .with(Service.KAFKA, Service.REGISTRY, Service.S3, Service.REST_CATALOG, Service.FLINK)
            .flink(flink)
            .start();
  }

  @AfterAll
  static void end() {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void theDocumentedStatementsRunStopAndGoOn() throws Exception {
    SqlDocument document = SqlDocument.read();
    try (World world = World.on(stack, "sql").overRest();
        SpentShop shop = new SpentShop(stack.bootstrapServers(), stack.registryUrl())) {
      world.topics().create(SpentShop.ORDERS, 2);
      world.topics().create(SpentShop.ACCOUNTS, 2);
      shop.order(0, "o1", "ann", "5.10");
      shop.order(1, "o2", "ann", "0.90");
      shop.order(1, "o3", "bob", "7.00");
      shop.account(0, "ann", "Bonn", 100);
      shop.account(1, "ann", "Ulm", 90);
      LiveTableWatch table = new LiveTableWatch(world);

      List<String> declared = statements(document);
      Path file = folder.resolve("spent.sql");
      Files.writeString(file, String.join(";\n", declared) + ";\n");
      stack.flink().runSqlFile(file);
      table.awaitEvents("run_r1", 5);
      assertThat(table.rows("main")).containsExactly("ann Bonn 6.00", "bob null 7.00");

      try (SqlSession session = stack.flink().sqlSession()) {
        // All but the INSERT, which runs: another run of the same statement beside it.
        declared.subList(0, declared.size() - 1).forEach(session::execute);
        session.execute("SET 'tidemark.run' = 'r2'");
        String plan = folder.resolve("spent.json").toString();
        List<JsonNode> rows = new ArrayList<>();
        document
            .statements(1, Map.of("'spent.json'", "'" + plan + "'"))
            .forEach(statement -> rows.addAll(session.execute(statement)));
        String job = rows.get(rows.size() - 1).get(0).asText();
        Tidemark before = table.awaitEvents("run_r2", 5);

        List<String> goOn = document.statements(2, Map.of("<job>", job));
        String savepoint = session.execute(goOn.get(0)).get(0).get(0).asText();
        shop.order(0, "o4", "bob", "1.00");
        shop.closeAccount(1, "ann", 200);
        goOn.stream()
            .skip(1)
            .map(s -> s.replace("<savepoint>", savepoint).replace("spent.json", plan))
            .forEach(session::execute);
        Tidemark after = table.awaitEvents("run_r2", 7);
        assertThat(table.rows("run_r2")).containsExactly("ann null 6.00", "bob null 8.00");
        assertThat(after.definition()).isEqualTo(before.definition());
        table.awaitEvents("run_r1", 7);
        assertThat(table.rows("main")).isEqualTo(table.rows("run_r2"));
        session.execute("RESET 'execution.state-recovery.path'");
        assertThat(readByIceberg(session))
            .containsExactlyInAnyOrder("ann null 6.00", "bob null 8.00");
        othersWorkBesideIt(session, world);
      }
    }
  }

  /** The document's first block, at this stack's addresses. */
  private static List<String> statements(SqlDocument document) {
    Map<String, String> catalog = new LinkedHashMap<>(stack.restCatalog());
    catalog.remove("catalog-impl");
    List<String> statements = new ArrayList<>();
    catalog.forEach(
        (key, value) -> statements.add("SET 'tidemark.catalog.%s' = '%s'".formatted(key, value)));
    statements.addAll(
        document.statements(
            0,
            Map.of(
                "broker:9092", stack.bootstrapServers(),
                "http://registry:8081", stack.registryUrl(),
                "http://catalog:8181", catalog.get("uri"))));
    return statements;
  }

  /** The rows of {@code main} as Iceberg's Flink catalog in the same jar sees them. */
  private static List<String> readByIceberg(SqlSession session) {
    String properties =
        stack.restCatalog().entrySet().stream()
            .map(p -> "'%s' = '%s'".formatted(p.getKey(), p.getValue()))
            .collect(Collectors.joining(", "));
    session.execute("CREATE CATALOG lake WITH ('type' = 'iceberg', %s)".formatted(properties));
    session.execute("SET 'execution.runtime-mode' = 'batch'");
    List<String> rows =
        session
            .execute("SELECT customer, city, CAST(amount AS STRING) FROM lake.shop.spent")
            .stream()
            .map(
                row ->
                    "%s %s %s"
                        .formatted(row.get(0).asText(), row.get(1).asText(), row.get(2).asText()))
            .toList();
    session.execute("RESET 'execution.runtime-mode'");
    return rows;
  }

  /** Flink's own Kafka connector, with flink-avro and its Avro, in the same session. */
  private static void othersWorkBesideIt(SqlSession session, World world) throws Exception {
    world.topics().create("letters", 1);
    session.execute(
        """
        CREATE TABLE letters (id STRING, amount BIGINT) WITH (
          'connector' = 'kafka', 'topic' = 'letters', 'properties.bootstrap.servers' = '%s',
          'format' = 'avro', 'scan.startup.mode' = 'earliest-offset',
          'scan.bounded.mode' = 'latest-offset')
        """
            .formatted(stack.bootstrapServers()));
    FlinkCluster flink = stack.flink();
    String job =
        session.execute("INSERT INTO letters VALUES ('a', 1), ('b', 2)").get(0).get(0).asText();
    await().atMost(PATIENCE).until(() -> flink.jobStatus(job).equals("FINISHED"));
    assertThat(session.execute("SELECT id, amount FROM letters").stream().map(JsonNode::toString))
        .containsExactly("[\"a\",1]", "[\"b\",2]");
  }

  /** What a reader of the table sees. */
  private record LiveTableWatch(World world) {
    /** Returns the tidemark that first holds that many events of a run. */
    Tidemark awaitEvents(String branch, long events) {
      return await("%d events in %s".formatted(events, branch))
          .atMost(PATIENCE)
          .until(() -> head(branch).filter(t -> events(t) >= events), Optional::isPresent)
          .orElseThrow();
    }

    private Optional<Tidemark> head(String branch) {
      return world.catalog().tableExists(SPENT)
              && world.catalog().loadTable(SPENT).refs().containsKey(branch)
          ? LiveTable.open(world.catalog(), SPENT).head(branch)
          : Optional.empty();
    }

    private static long events(Tidemark tidemark) {
      return tidemark.topics().stream()
          .flatMap(topic -> topic.partitions().stream())
          .mapToLong(p -> p.to() - p.start())
          .sum();
    }

    List<String> rows(String branch) {
      return new TableReader(world.catalog(), SPENT)
          .branch(branch).stream().map(LiveTableWatch::text).sorted().toList();
    }

    private static String text(Row row) {
      return row.get("customer") + " " + row.get("city") + " " + row.get("amount");
    }
  }
}
