package dev.tidemark.connector.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.flink.table.api.TableEnvironment;
import org.junit.jupiter.api.Test;

/** What a table may declare, said before anything is asked for. */
class DeclarationTest {
  private final TableEnvironment session = Shop.session(Map.of());

  @Test
  void aStatementCompilesWithoutKafkaRegistryAndCatalog() {
    session.executeSql(SqlLinesTest.orders("orders", "orders"));
    session.executeSql(SqlLinesTest.live("line", "id STRING"));

    String plan = session.compilePlanSql("INSERT INTO line SELECT id FROM orders").asJsonString();

    assertThat(plan).contains("stream-exec-table-source-scan", "\"topic\" : \"orders\"");
  }

  @Test
  void onlyWantedColumnsReachDecode() {
    session.executeSql(SqlLinesTest.orders("orders", "orders"));
    session.executeSql(SqlLinesTest.live("line", "id STRING, off BIGINT"));

    String plan =
        session.compilePlanSql("INSERT INTO line SELECT id, off FROM orders").asJsonString();

    assertThat(plan).contains("ProjectPushDown").contains("\"metadataKeys\" : [ \"offset\" ]");
  }

  @Test
  void everythingThatIsWrongWithATopicIsSaidAtOnce() {
    refusesReading(
        """
        CREATE TABLE t (
          id VARCHAR(10) NOT NULL,
          happened TIMESTAMP_LTZ(3),
          PRIMARY KEY (id) NOT ENFORCED,
          WATERMARK FOR happened AS happened - INTERVAL '5' SECOND
        ) WITH ('connector' = 'tidemark', 'topic' = 'orders', 'tombstones' = 'true',
          'format-version' = '3')
        """,
        "column id is VARCHAR(10) NOT NULL. Accepted: STRING, INT",
        "its watermark is `happened` - INTERVAL '5' SECOND, which is made over all partitions"
            + " together",
        "it has a watermark, but 'lateness' is missing",
        "its event time happened is timestamptz, which may be null",
        "'tombstones' is true, but a record without a value has a key only",
        "'format-version' is no option of a topic");
  }

  @Test
  void aChangelogNeedsAnEventTime() {
    refusesReading(
        """
        CREATE TABLE t (id STRING NOT NULL, PRIMARY KEY (id) NOT ENFORCED)
        WITH ('connector' = 'tidemark', 'topic' = 'orders')
        """,
        "Cannot read default_catalog.default_database.t: it has a primary key, but no event time");
  }

  @Test
  void everythingThatIsWrongWithALiveTableIsSaidAtOnce() {
    session.executeSql(SqlLinesTest.orders("orders", "orders"));
    session.executeSql(
        """
        CREATE TABLE bad (
          id STRING NOT NULL,
          happened TIMESTAMP_LTZ(3),
          PRIMARY KEY (id) NOT ENFORCED
        ) WITH ('connector' = 'tidemark', 'table' = 'Shop', 'lateness' = '1 s',
          'partition-by' = 'month(happened);week(id)')
        """);
    assertThatThrownBy(
            () -> session.compilePlanSql("INSERT INTO bad SELECT id, happened FROM orders"))
        .rootCause()
        .message()
        .contains(
            "column happened is TIMESTAMP_LTZ(3). Accepted: STRING, INT",
            "'table' is \"Shop\". Accepted: namespace.table in snake_case",
            "'partition-by': ",
            "'lateness' is no option of a live table");
  }

  @Test
  void anUnknownOptionIsRefused() {
    refusesReading(
        "CREATE TABLE t (id STRING) WITH ('connector' = 'tidemark', 'topic' = 'o', 'lateniss' = '1"
            + " s')",
        "Unsupported options:\n\nlateniss");
  }

  private void refusesReading(String table, String... sentences) {
    session.executeSql(table);
    assertThatThrownBy(() -> session.explainSql("SELECT * FROM t"))
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
