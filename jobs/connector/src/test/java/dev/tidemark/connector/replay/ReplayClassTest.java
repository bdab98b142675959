package dev.tidemark.connector.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invariant 7, one construct after the other, over plans that Flink compiled. */
class ReplayClassTest {
  private TableEnvironment session;

  @BeforeEach
  void declare() {
    session = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
    session.executeSql(
        """
        CREATE TABLE orders (
          id STRING NOT NULL, customer STRING NOT NULL, amount BIGINT NOT NULL, price DOUBLE,
          happened TIMESTAMP_LTZ(3) NOT NULL,
          part INT NOT NULL METADATA FROM 'partition',
          off BIGINT METADATA FROM 'offset',
          read_at AS PROCTIME(),
          WATERMARK FOR happened AS SOURCE_WATERMARK()
        ) WITH ('connector' = 'tidemark', 'topic' = 'orders', 'lateness' = '10 s')
        """);
    session.executeSql(
        """
        CREATE TABLE accounts (
          customer STRING NOT NULL, city STRING, happened TIMESTAMP_LTZ(3) NOT NULL,
          PRIMARY KEY (customer) NOT ENFORCED,
          WATERMARK FOR happened AS SOURCE_WATERMARK()
        ) WITH ('connector' = 'tidemark', 'topic' = 'accounts', 'lateness' = '10 s')
        """);
    session.executeSql(
        """
        CREATE TABLE live (a STRING NOT NULL, b STRING, PRIMARY KEY (a) NOT ENFORCED)
        WITH ('connector' = 'tidemark', 'table' = 'shop.live')
        """);
    session.executeSql(
        "CREATE TABLE line (a STRING, b STRING) WITH ('connector' = 'tidemark', 'table' ="
            + " 'shop.line')");
  }

  private ReplayClass of(String insert) {
    return ReplayClass.of(session.compilePlanSql(insert).asJsonString());
  }

  private String refusal(String insert) {
    ReplayClass found = of(insert);
    assertThat(found).isInstanceOf(ReplayClass.Refused.class);
    return String.join("\n", ((ReplayClass.Refused) found).problems());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "projection | INSERT INTO line SELECT id, UPPER(customer) FROM orders WHERE amount > 3",
        "newest state | INSERT INTO live SELECT customer, city FROM accounts",
        "exact sum | INSERT INTO live SELECT customer, CAST(SUM(amount) AS STRING) FROM orders"
            + " GROUP BY customer",
        "decimal average | INSERT INTO live SELECT customer, CAST(AVG(CAST(price AS DECIMAL(20,"
            + " 2))) AS STRING) FROM orders GROUP BY customer",
        "regular join | INSERT INTO live SELECT o.customer, a.city FROM (SELECT customer FROM orders"
            + " GROUP BY customer) o LEFT JOIN accounts a ON o.customer = a.customer",
        "numbered to the offset | INSERT INTO live SELECT customer, id FROM (SELECT *, ROW_NUMBER()"
            + " OVER (PARTITION BY customer ORDER BY amount DESC, part, off) AS n FROM orders)"
            + " WHERE n = 1",
      })
  void isEqualAtEqualOffsets(String name, String insert) {
    assertThat(of(insert)).isEqualTo(new ReplayClass.Prefix());
  }

  /** Else Flink's outer joins forget rows: FLINK-40681. */
  @Test
  void joinsAreGivenTheRowUntilAnUpdate() {
    String plan =
        session
            .compilePlanSql(
                """
                INSERT INTO live SELECT o.customer, a.city
                FROM (SELECT customer FROM orders GROUP BY customer HAVING SUM(amount) > 3) o
                LEFT JOIN accounts a ON o.customer = a.customer
                """)
            .asJsonString();
    assertThat(plan).contains("LeftOuterJoin").contains("\"generateUpdateBefore\" : true");
    assertThat(plan).doesNotContain("DropUpdateBefore", "\"generateUpdateBefore\" : false");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "window | WindowAggregate | INSERT INTO line SELECT customer, CAST(COUNT(*) AS STRING) FROM"
            + " TABLE(TUMBLE(TABLE orders, DESCRIPTOR(happened), INTERVAL '1' HOUR)) GROUP BY"
            + " window_start, window_end, customer",
        "interval join | IntervalJoin | INSERT INTO line SELECT x.id, y.id FROM orders x, orders y"
            + " WHERE x.customer = y.customer AND x.happened BETWEEN y.happened - INTERVAL '1' HOUR"
            + " AND y.happened",
        "range | OverAggregate | INSERT INTO line SELECT id, CAST(COUNT(*) OVER (PARTITION BY"
            + " customer ORDER BY happened RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND CURRENT"
            + " ROW) AS STRING) FROM orders",
      })
  void isEqualOnceTheWatermarkHasPassed(String name, String step, String insert) {
    assertThat(of(insert))
        .isInstanceOfSatisfying(
            ReplayClass.Watermark.class,
            found -> assertThat(String.join("\n", found.because())).contains(step));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "NOW() reads the clock. Use a time of the event. | SELECT id, CAST(NOW() AS STRING) FROM"
            + " orders",
        "LOCALTIMESTAMP() reads the clock. | SELECT id, CAST(LOCALTIMESTAMP AS STRING) FROM orders",
        "PROCTIME() is processing time. | SELECT customer, CAST(COUNT(*) AS STRING) FROM"
            + " TABLE(TUMBLE(TABLE orders, DESCRIPTOR(read_at), INTERVAL '1' HOUR)) GROUP BY"
            + " window_start, window_end, customer",
        "CURRENT_WATERMARK() depends on how partitions interleave. | SELECT id,"
            + " CAST(CURRENT_WATERMARK(happened) AS STRING) FROM orders",
        "UUID() is drawn anew. Use topic, partition and offset | SELECT id, UUID() FROM orders",
        "RAND_INTEGER() is drawn anew. | SELECT id, CAST(RAND_INTEGER(5) AS STRING) FROM orders",
      })
  void functionsThatNoReplayRepeatsAreRefused(String sentence, String query) {
    assertThat(refusal("INSERT INTO line " + query)).contains(sentence);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "FIRST_VALUE depends on the order of arrival | FIRST_VALUE(id)",
        "LAST_VALUE depends on the order of arrival. Declare PRIMARY KEY | LAST_VALUE(id)",
        "LISTAGG depends on the order of arrival. Keep one row per element. | LISTAGG(id)",
        "ARRAY_AGG depends on the order of arrival | CAST(ARRAY_AGG(id) AS STRING)",
        "SUM over DOUBLE rounds differently in each order of arrival. Cast to DECIMAL before. |"
            + " CAST(SUM(price) AS STRING)",
        "AVG over FLOAT rounds differently | CAST(AVG(CAST(price AS FLOAT)) AS STRING)",
      })
  void aggregatesThatDependOnTheOrderAreRefused(String sentence, String aggregate) {
    assertThat(
            refusal(
                "INSERT INTO live SELECT customer, %s FROM orders GROUP BY customer"
                    .formatted(aggregate)))
        .contains("In GroupAggregate(groupBy=[customer]", sentence);
  }

  @Test
  void rowsOfOneTimeAreNotDecidedByArrival() {
    assertThat(
            refusal(
                """
                INSERT INTO live SELECT customer, id FROM (SELECT *, ROW_NUMBER() OVER
                (PARTITION BY customer ORDER BY happened DESC) AS n FROM orders) WHERE n = 1
                """))
        .contains("the order decides between rows of one time by the order of arrival")
        .contains("Order down to METADATA FROM 'partition' and 'offset'");
    assertThat(
            refusal(
                """
                INSERT INTO live SELECT customer, id FROM (SELECT *, ROW_NUMBER() OVER
                (PARTITION BY customer ORDER BY amount, off) AS n FROM orders) WHERE n = 1
                """))
        .contains("Rank(");
  }

  @Test
  void stateThatExpiresIsRefusedAlsoIfOnlyAHintSaysSo() {
    assertThat(
            refusal(
                """
                INSERT INTO line SELECT /*+ STATE_TTL('x' = '1d', 'y' = '2d') */ x.id, y.id
                FROM orders x, orders y WHERE x.customer = y.customer
                """))
        .contains("state kept for 1 d forgets rows by the clock");
  }

  @Test
  void aTemporalJoinIsRefusedBecauseOlderVersionsAreGone() {
    assertThat(
            refusal(
                """
                INSERT INTO line SELECT o.id, a.city FROM orders o
                LEFT JOIN accounts FOR SYSTEM_TIME AS OF o.happened AS a
                ON o.customer = a.customer
                """))
        .contains("needs every version of a row", "Use a regular join.");
  }

  @Test
  void anUpsertKeyOutsideThePrimaryKeyIsRefused() {
    assertThat(
            refusal("INSERT INTO live SELECT city, customer FROM accounts WHERE city IS NOT NULL"))
        .contains("is updated by a key outside its primary key");
  }

  @Test
  void anyRowsAreNotALimit() {
    assertThat(refusal("INSERT INTO line SELECT id, customer FROM orders LIMIT 3"))
        .contains("arriv");
  }

  @Test
  void allProblemsAreSaidAtOnce() {
    ReplayClass found =
        of(
            "INSERT INTO live SELECT customer, CAST(SUM(price) AS STRING) || UUID() || LISTAGG(id)"
                + " FROM orders GROUP BY customer");
    assertThat(((ReplayClass.Refused) found).problems()).hasSize(3);
  }

  @Test
  void whatIsNoPlanIsRefused() {
    for (String text : List.of("", "{}", "SELECT 1")) {
      assertThatThrownBy(() -> ReplayClass.of(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("This is no compiled plan");
    }
  }
}
