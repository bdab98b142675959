package dev.tidemark.connector.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.lineage.Tidemark;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.table.api.TableEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plain Flink SQL between real topics and live tables. */
class SqlLinesTest {
  @TempDir private static Path folder;
  private static Shop shop;

  @BeforeAll
  static void open() {
    shop = new Shop(folder);
  }

  @AfterAll
  static void close() throws Exception {
    shop.close();
  }

  static String orders(String table, String topic) {
    return """
        CREATE TABLE %s (
          id STRING NOT NULL,
          customer STRING NOT NULL,
          note STRING,
          amount BIGINT NOT NULL,
          happened TIMESTAMP_LTZ(3) NOT NULL,
          part INT METADATA FROM 'partition',
          off BIGINT METADATA FROM 'offset',
          seen TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
          headers MAP<STRING, BYTES> METADATA,
          WATERMARK FOR happened AS SOURCE_WATERMARK()
        ) WITH ('connector' = 'tidemark', 'topic' = '%s', 'lateness' = '10 s')
        """
        .formatted(table, topic);
  }

  static String accounts(String table, String topic) {
    return """
        CREATE TABLE %s (
          customer STRING NOT NULL,
          city STRING,
          happened TIMESTAMP_LTZ(6) NOT NULL,
          PRIMARY KEY (customer) NOT ENFORCED
        ) WITH ('connector' = 'tidemark', 'topic' = '%s', 'event-time' = 'happened',
          'key.format' = 'string', 'key.fields' = 'customer', 'tombstones' = 'true')
        """
        .formatted(table, topic);
  }

  static String live(String table, String columns) {
    return "CREATE TABLE %s (%s) WITH ('connector' = 'tidemark', 'table' = 'shop.%s')"
        .formatted(table, columns, table);
  }

  private static JobClient run(TableEnvironment session, String insert) {
    return session.executeSql(insert).getJobClient().orElseThrow();
  }

  @Test
  void everyAcceptedRecordIsARowAndTheTidemarkCountsTheOthers() throws Exception {
    shop.topic("append-orders", 3);
    shop.order("append-orders", 0, "o1", "ann", 5, 100);
    shop.order("append-orders", 1, "o2", "bob", 7, 10);
    shop.order("append-orders", 0, "o3", "ann", 1, 95);
    shop.order("append-orders", 0, "late", "ann", 1, 80);
    shop.send("append-orders", 1, null, new byte[] {1, 2, 3});

    TableEnvironment session = shop.session("append");
    session.executeSql(orders("orders", "append-orders"));
    session.executeSql(
        live(
            "append_line",
            "id STRING NOT NULL, amount BIGINT, part INT, off BIGINT, origin STRING"));
    JobClient job =
        run(
            session,
            "INSERT INTO append_line SELECT id, amount, part, off,"
                + " CAST(headers['origin'] AS STRING) FROM orders");
    try {
      Tidemark tidemark = shop.await("shop.append_line", "main", 5);

      assertThat(shop.rows("shop.append_line", "main"))
          .containsExactly("o1 5 0 0 test", "o2 7 1 0 test", "o3 1 0 1 test");
      assertThat(tidemark.topics()).hasSize(1);
      assertThat(tidemark.topics().get(0).topic()).isEqualTo("append-orders");
      assertThat(tidemark.topics().get(0).partitions().stream().map(p -> p.to()))
          .containsExactly(3L, 2L, 0L);
      assertThat(shop.counts("shop.append_line", "main")).containsExactly(5L, 3L, 1L, 1L);
      assertThat(shop.quarantine("shop.append_line"))
          .containsExactly("LATE 2", "NOT_WIRE_FORMAT 1");
    } finally {
      job.cancel().get();
    }
  }

  @Test
  void theNewestStatePerKeyWinsWhateverPartitionItIsIn() throws Exception {
    shop.topic("upsert-accounts", 2);
    shop.account("upsert-accounts", 0, "ann", "Bonn", 100);
    shop.account("upsert-accounts", 1, "ann", "Ulm", 90);
    shop.account("upsert-accounts", 0, "bob", "Kiel", 100);
    shop.close("upsert-accounts", 1, "bob", 200);
    shop.account("upsert-accounts", 0, "bob", "Jena", 150);
    shop.account("upsert-accounts", 1, "cid", null, 1);

    TableEnvironment session = shop.session("upsert");
    session.executeSql(accounts("accounts", "upsert-accounts"));
    session.executeSql(
        live(
            "upsert_line",
            "customer STRING NOT NULL, city STRING, PRIMARY KEY (customer) NOT ENFORCED"));
    JobClient job =
        run(session, "INSERT INTO upsert_line SELECT customer, UPPER(city) FROM accounts");
    try {
      shop.await("shop.upsert_line", "main", 6);
      assertThat(shop.rows("shop.upsert_line", "main")).containsExactly("ann BONN", "cid null");
      shop.account("upsert-accounts", 1, "bob", "Gera", 300);
      shop.close("upsert-accounts", 0, "cid", 400);
      shop.await("shop.upsert_line", "main", 8);
      assertThat(shop.rows("shop.upsert_line", "main")).containsExactly("ann BONN", "bob GERA");
      assertThat(shop.counts("shop.upsert_line", "main")).containsExactly(8L, 8L, 0L, 0L);
    } finally {
      job.cancel().get();
    }
  }

  @Test
  void aRowThatNoLongerFitsTheQueryIsGone() throws Exception {
    shop.topic("filtered-accounts", 1);
    shop.account("filtered-accounts", 0, "ann", "Bonn", 100);
    shop.account("filtered-accounts", 0, "bob", "Bonn", 100);
    shop.account("filtered-accounts", 0, "bob", "Kiel", 110);

    TableEnvironment session = shop.session("filtered");
    session.executeSql(accounts("accounts", "filtered-accounts"));
    session.executeSql(
        live(
            "filtered_line",
            "customer STRING NOT NULL, city STRING, PRIMARY KEY (customer) NOT ENFORCED"));
    JobClient job =
        run(
            session,
            "INSERT INTO filtered_line SELECT customer, city FROM accounts WHERE city <> 'Kiel'");
    try {
      shop.await("shop.filtered_line", "main", 3);
      assertThat(shop.rows("shop.filtered_line", "main")).containsExactly("ann Bonn");
      shop.account("filtered-accounts", 0, "ann", "Kiel", 200);
      shop.account("filtered-accounts", 0, "bob", "Ulm", 200);
      shop.await("shop.filtered_line", "main", 5);
      assertThat(shop.rows("shop.filtered_line", "main")).containsExactly("bob Ulm");
    } finally {
      job.cancel().get();
    }
  }

  @Test
  void anOuterJoinKeepsTheRowWhoseAccountChangedAndWentAway() throws Exception {
    shop.topic("left-orders", 1);
    shop.topic("left-accounts", 1);
    shop.order("left-orders", 0, "o1", "ann", 5, 100);
    shop.account("left-accounts", 0, "ann", "Bonn", 100);

    TableEnvironment session = shop.session("left");
    session.executeSql(orders("orders", "left-orders"));
    session.executeSql(accounts("accounts", "left-accounts"));
    session.executeSql(
        live(
            "left_line",
            "customer STRING NOT NULL, city STRING, amount BIGINT, PRIMARY KEY (customer) NOT"
                + " ENFORCED"));
    JobClient job =
        run(
            session,
            """
            INSERT INTO left_line SELECT o.customer, a.city, o.amount
            FROM (SELECT customer, SUM(amount) AS amount FROM orders GROUP BY customer) o
            LEFT JOIN accounts a ON o.customer = a.customer
            """);
    try {
      shop.await("shop.left_line", "main", 2);
      assertThat(shop.rows("shop.left_line", "main")).containsExactly("ann Bonn 5");
      shop.account("left-accounts", 0, "ann", "Kiel", 110);
      shop.await("shop.left_line", "main", 3);
      assertThat(shop.rows("shop.left_line", "main")).containsExactly("ann Kiel 5");
      shop.close("left-accounts", 0, "ann", 120);
      shop.await("shop.left_line", "main", 4);
      assertThat(shop.rows("shop.left_line", "main")).containsExactly("ann null 5");
    } finally {
      job.cancel().get();
    }
  }

  @Test
  void aWindowLosesNoRowThatDecodeAccepted() throws Exception {
    shop.topic("window-orders", 2);
    shop.order("window-orders", 0, "o1", "ann", 5, 3600);
    // Far ahead in one partition: with one watermark for both, the other's rows would be late.
    shop.order("window-orders", 0, "o2", "ann", 7, 9 * 3600);
    shop.order("window-orders", 1, "o3", "ann", 1, 3601);
    shop.order("window-orders", 1, "o4", "bob", 2, 3595);
    shop.order("window-orders", 1, "late", "bob", 2, 3590);
    shop.order("window-orders", 1, "o5", "bob", 4, 9 * 3600);

    Map<String, String> settings = shop.settings("window");
    // More readers than partitions: the one without any must not hold the watermark back.
    settings.put("parallelism.default", "3");
    TableEnvironment session = Shop.session(settings);
    session.executeSql(orders("orders", "window-orders"));
    session.executeSql(
        live(
            "by_hour",
            "opened TIMESTAMP(6) NOT NULL, customer STRING NOT NULL, amount BIGINT, orders BIGINT,"
                + " PRIMARY KEY (opened, customer) NOT ENFORCED"));
    JobClient job =
        run(
            session,
            """
            INSERT INTO by_hour
            SELECT window_start, customer, SUM(amount), COUNT(*)
            FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(happened), INTERVAL '1' HOUR))
            GROUP BY window_start, window_end, customer
            """);
    try {
      shop.await("shop.by_hour", "main", 6);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> shop.rows("shop.by_hour", "main").size() == 2);
      assertThat(shop.rows("shop.by_hour", "main").toString())
          .contains("ann 6 2")
          .contains("bob 2 1");
      assertThat(shop.counts("shop.by_hour", "main")).containsExactly(6L, 5L, 0L, 1L);
    } finally {
      job.cancel().get();
    }
  }
}
