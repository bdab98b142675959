package dev.tidemark.connector.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.lineage.Tidemark;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.table.api.TableEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which trackers a sink finds behind itself, whatever the planner made of the statement. */
class StatementWiringTest {
  private static final String CUSTOMERS =
      "customer STRING NOT NULL, city STRING, PRIMARY KEY (customer) NOT ENFORCED";

  @TempDir private static Path folder;
  private static Shop shop;

  @BeforeAll
  static void open() throws Exception {
    shop = new Shop(folder);
    shop.topic("orders", 2);
    shop.topic("accounts", 2);
    shop.order("orders", 0, "o1", "ann", 5, 100);
    shop.order("orders", 1, "o2", "bob", 7, 105);
    shop.order("orders", 0, "o3", "ann", 9, 101);
    shop.account("accounts", 0, "ann", "Bonn", 100);
  }

  @AfterAll
  static void close() throws Exception {
    shop.close();
  }

  private static TableEnvironment session(String run) {
    TableEnvironment session = shop.session(run);
    session.executeSql(SqlLinesTest.orders("orders", "orders"));
    session.executeSql(SqlLinesTest.accounts("accounts", "accounts"));
    return session;
  }

  @Test
  void aSelfJoinHasOneReader() throws Exception {
    TableEnvironment session = session("selfjoin");
    session.executeSql(SqlLinesTest.live("pairs", "a STRING, b STRING"));
    JobClient job =
        session
            .executeSql(
                """
                INSERT INTO pairs
                SELECT x.id, y.id FROM orders x JOIN orders y
                ON x.customer = y.customer AND x.part = y.part AND x.amount < y.amount
                """)
            .getJobClient()
            .orElseThrow();
    try {
      Tidemark tidemark = shop.await("shop.pairs", "main", 3);
      assertThat(tidemark.topics()).hasSize(1);
      assertThat(shop.rows("shop.pairs", "main")).containsExactly("o1 o3");
      assertThat(shop.counts("shop.pairs", "main")).containsExactly(3L, 3L, 0L, 0L);
    } finally {
      job.cancel().get();
    }
  }

  @Test
  void aSelfJoinOverDifferentColumnsHasOneReaderToo() {
    TableEnvironment session = session("columns");
    session.executeSql(SqlLinesTest.live("notes", "id STRING, note STRING, off BIGINT"));
    String plan =
        session.explainSql(
            """
            INSERT INTO notes
            SELECT x.id, y.note, y.off FROM orders x JOIN orders y ON x.id = y.id AND x.part = 0
            """);
    assertThat(plan).contains("Reused(reference_id=[1])");
  }

  @Test
  void eachSinkOfAStatementSetIsStampedWithItsOwnTopics() throws Exception {
    TableEnvironment session = session("twosinks");
    session.executeSql(SqlLinesTest.live("order_ids", "id STRING, customer STRING"));
    session.executeSql(
        SqlLinesTest.live(
            "customers",
            "customer STRING NOT NULL, city STRING, amount BIGINT,"
                + " PRIMARY KEY (customer) NOT ENFORCED"));
    session.executeSql(
        "CREATE TEMPORARY VIEW spent AS SELECT customer, SUM(amount) AS amount FROM orders GROUP BY"
            + " customer");
    JobClient job =
        session
            .createStatementSet()
            .addInsertSql("INSERT INTO order_ids SELECT id, customer FROM orders")
            .addInsertSql(
                """
                INSERT INTO customers
                SELECT s.customer, a.city, s.amount
                FROM spent s LEFT JOIN accounts a ON s.customer = a.customer
                """)
            .execute()
            .getJobClient()
            .orElseThrow();
    try {
      Tidemark joined = shop.await("shop.customers", "main", 4);
      Tidemark plain = shop.await("shop.order_ids", "main", 3);
      assertThat(joined.topics().stream().map(t -> t.topic()))
          .containsExactly("accounts", "orders");
      assertThat(plain.topics().stream().map(t -> t.topic())).containsExactly("orders");
      assertThat(shop.rows("shop.customers", "main")).containsExactly("ann Bonn 14", "bob null 7");
      assertThat(shop.rows("shop.order_ids", "main")).containsExactly("o1 ann", "o2 bob", "o3 ann");
    } finally {
      job.cancel().get();
    }
  }

  @Test
  void aFilterThatIsAlwaysFalseIsRefusedBecauseNoTopicIsLeft() {
    TableEnvironment session = session("never");
    session.executeSql(SqlLinesTest.live("never", "id STRING"));
    refuses(
        session,
        "INSERT INTO never SELECT id FROM orders WHERE 1 = 0",
        "Cannot write shop.never: no topic feeds it");
    assertThat(shop.exists("shop.never")).isFalse();
  }

  @Test
  void aSourceWithoutTrackerIsRefused() {
    TableEnvironment session = session("foreign");
    session.executeSql("CREATE TABLE made (customer STRING) WITH ('connector' = 'datagen')");
    session.executeSql(SqlLinesTest.live("mixed", "customer STRING"));
    refuses(
        session,
        "INSERT INTO mixed SELECT customer FROM orders UNION ALL SELECT customer FROM made",
        "is read without a tracker, so its rows would be in the table and in no tidemark");
  }

  @Test
  void twoTablesOverOneTopicInOneSinkAreRefused() {
    TableEnvironment session = session("twice");
    session.executeSql(SqlLinesTest.orders("orders2", "orders"));
    session.executeSql(SqlLinesTest.live("twice", "id STRING"));
    refuses(
        session,
        "INSERT INTO twice SELECT id FROM orders UNION ALL SELECT id FROM orders2",
        "topic orders has 2 readers in the plan");
  }

  @Test
  void anUpsertKeyOutsideThePrimaryKeyIsRefusedWithThePlan() {
    TableEnvironment session = session("outside");
    session.executeSql(
        SqlLinesTest.live(
            "cities", "city STRING NOT NULL, customer STRING, PRIMARY KEY (city) NOT ENFORCED"));
    refuses(
        session,
        "INSERT INTO cities SELECT city, customer FROM accounts WHERE city IS NOT NULL",
        "primary key [city] does not hold the key by which the query updates rows",
        "TableSourceScan(table=[[default_catalog, default_database, accounts");
  }

  @Test
  void rowsOfAppendOnlyTopicsDoNotReplaceEachOtherInOrderOfArrival() {
    TableEnvironment session = session("arrival");
    session.executeSql(SqlLinesTest.live("arrival", CUSTOMERS));
    refuses(
        session,
        "INSERT INTO arrival SELECT customer, id FROM orders",
        "the last to arrive would win");
  }

  @Test
  void aNullForARequiredColumnIsRefusedBeforeTheStart() {
    TableEnvironment session = session("nulls");
    session.executeSql(
        SqlLinesTest.live(
            "nulls",
            "id STRING NOT NULL, note STRING NOT NULL, city STRING NOT NULL, amount BIGINT"));
    session.executeSql(
        SqlLinesTest.live(
            "no_nulls",
            "customer STRING NOT NULL, city STRING NOT NULL, amount BIGINT NOT NULL,"
                + " PRIMARY KEY (customer) NOT ENFORCED"));
    refuses(
        session,
        "INSERT INTO nulls SELECT id, note, UPPER(note), amount FROM orders",
        "Cannot write shop.nulls: the query may give null for note, city, declared NOT NULL",
        "COALESCE");
    assertThat(shop.exists("shop.nulls")).isFalse();
    // An outer join gives null for a column that its table never leaves out.
    refuses(
        session,
        """
        INSERT INTO no_nulls
        SELECT s.customer, a.customer, s.amount
        FROM (SELECT customer, COUNT(*) AS amount FROM orders GROUP BY customer) s
        LEFT JOIN accounts a ON s.customer = a.customer
        """,
        "may give null for city, declared NOT NULL");
    assertThat(
            session.explainSql(
                """
                INSERT INTO no_nulls
                SELECT s.customer, COALESCE(a.city, '?'), s.amount
                FROM (SELECT customer, COUNT(*) AS amount FROM orders GROUP BY customer) s
                LEFT JOIN accounts a ON s.customer = a.customer
                """))
        .contains("COALESCE");
  }

  @Test
  void everySettingThatWouldMakeATidemarkLieIsNamedAtOnce() {
    TableEnvironment session = session("settings");
    session.executeSql(SqlLinesTest.live("settings", "id STRING"));
    session.getConfig().set("table.exec.state.ttl", "1 h");
    session.getConfig().set("execution.checkpointing.unaligned.enabled", "true");
    session.getConfig().set("table.exec.sink.not-null-enforcer", "DROP");
    refuses(
        session,
        "INSERT INTO settings SELECT id FROM orders",
        "for 3 reasons",
        "table.exec.state.ttl is PT1H",
        "execution.checkpointing.unaligned.enabled: found true, accepted is false",
        "table.exec.sink.not-null-enforcer is DROP");
  }

  @Test
  void withoutARunThereIsNoStart() {
    Map<String, String> settings = shop.settings("x");
    settings.remove("tidemark.run");
    TableEnvironment session = Shop.session(settings);
    session.executeSql(SqlLinesTest.orders("orders", "orders"));
    session.executeSql(SqlLinesTest.live("unnamed", "id STRING"));
    refuses(
        session,
        "INSERT INTO unnamed SELECT id FROM orders",
        "tidemark.run is not set",
        "SET 'tidemark.run' = 'r1'");
    session.getConfig().set("tidemark.run", "named");
    assertThat(session.explainSql("INSERT INTO unnamed SELECT id FROM orders"))
        .contains("Sink(table=[default_catalog.default_database.unnamed]");
  }

  @Test
  void anAddressGivenTwiceAndDifferentlyIsRefused() {
    TableEnvironment session = session("addresses");
    session.executeSql(
        "CREATE TABLE elsewhere (id STRING) WITH ('connector' = 'tidemark', 'topic' = 'orders',"
            + " 'kafka.bootstrap.servers' = 'other:9092')");
    session.executeSql(SqlLinesTest.live("addresses", "id STRING"));
    refuses(
        session,
        "INSERT INTO addresses SELECT id FROM elsewhere",
        "kafka.bootstrap.servers is given at the table and as tidemark.kafka.bootstrap.servers");
  }

  private static void refuses(TableEnvironment session, String insert, String... sentences) {
    assertThatThrownBy(() -> session.explainSql(insert))
        .satisfies(
            thrown -> {
              StringBuilder all = new StringBuilder();
              for (Throwable t = thrown; t != null; t = t.getCause()) {
                all.append(t.getMessage()).append('\n');
              }
              assertThat(all.toString()).contains(sentences);
            });
  }
}
