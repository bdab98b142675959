package dev.tidemark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.connector.replay.ReplayClass;
import dev.tidemark.definition.Definitions;
import dev.tidemark.definition.TableDefinition;
import org.junit.jupiter.api.Test;

/** What a query must be to make a table's rows; compiled without Kafka, catalog or a run. */
class CompiledViewTest {
  private static final String SOURCES =
      """
      sources:
        - topic: shop.orders
          table: orders
          event-time: {field: placed_at, lateness: 10 s}
          fields:
            - {name: id, type: string, required: true}
            - {name: customer, type: string, required: true}
            - {name: note, type: string}
            - {name: amount, type: "decimal(10,2)", required: true}
            - {name: weight, type: double}
            - {name: placed_at, type: timestamptz, required: true}
      """;
  private static final String ACCOUNTS =
      """
        - topic: accounts
          key: string
          key-fields:
            - {name: customer, type: string, required: true}
          tombstones: true
          primary-key: [customer]
          event-time: {field: changed_at}
          fields:
            - {name: customer, type: string, required: true}
            - {name: city, type: string}
            - {name: changed_at, type: timestamptz, required: true}
      """;
  private static final String SPENT =
      """
      table: shop.orders
      description: What customers spent.
      kind: upsert
      primary-key: [customer]
      columns:
        - {name: customer, type: string, required: true, doc: Who.}
        - {name: city, type: string}
        - {name: amount, type: "decimal(38,2)", required: true}
      """
          + SOURCES
          + ACCOUNTS;
  private static final String SPENT_SQL =
      """
      -- What each customer spent, and where the customer lives now.
      SELECT
        a.city,
        o.customer,
        o.amount
      FROM (SELECT customer, SUM(amount) AS amount FROM orders GROUP BY customer) o
      LEFT JOIN accounts a ON o.customer = a.customer;
      """;

  private static TableDefinition lines(String columns, String sql) {
    return Definitions.parse(
        "lines",
        """
        table: shop.lines
        description: Orders.
        kind: append
        columns:
        """
            + columns
            + SOURCES,
        sql);
  }

  private static CompiledView compile(String columns, String sql) {
    return CompiledView.of(lines(columns, sql));
  }

  @Test
  void columnsAreFoundByNameAndTheLiveTableMayBeNamedLikeATopic() {
    CompiledView view = CompiledView.of(Definitions.parse("spent", SPENT, SPENT_SQL));
    assertThat(view.replay()).isInstanceOf(ReplayClass.Prefix.class);
    assertThat(view.plan()).contains("shop.orders").doesNotContain("bootstrap");
  }

  @Test
  void equalDefinitionsGiveEqualPlans() {
    TableDefinition definition = Definitions.parse("spent", SPENT, SPENT_SQL);
    assertThat(CompiledView.of(definition).plan()).isEqualTo(CompiledView.of(definition).plan());
  }

  @Test
  void whereARecordStoodAndWhatItCarriedAreColumnsOfEveryTopic() {
    CompiledView view =
        compile(
            """
              - {name: place, type: string, required: true}
              - {name: origin, type: string}
              - {name: read_at, type: timestamptz, required: true}
              - {name: schema_id, type: int}
            """,
            """
            SELECT
              kafka_topic || '/' || CAST(kafka_partition AS STRING) || '/'
                || CAST(kafka_offset AS STRING) AS place,
              CAST(kafka_headers['origin'] AS STRING) AS origin,
              kafka_timestamp AS read_at,
              kafka_schema_id AS schema_id
            FROM orders
            """);
    assertThat(view.replay()).isInstanceOf(ReplayClass.Prefix.class);
  }

  @Test
  void aWindowWaitsForTheWatermark() {
    CompiledView view =
        compile(
            """
              - {name: opened, type: timestamptz, required: true}
              - {name: amount, type: "decimal(38,2)", required: true}
            """,
            """
            SELECT CAST(window_start AS TIMESTAMP_LTZ(6)) AS opened, SUM(amount) AS amount
            FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(event_time), INTERVAL '1' HOUR))
            GROUP BY window_start, window_end
            """);
    assertThat(view.replay()).isInstanceOf(ReplayClass.Watermark.class);
  }

  @Test
  void allThatIsWrongWithTheColumnsIsSaidAtOnce() {
    assertThatThrownBy(
            () ->
                compile(
                    """
                      - {name: id, type: int, required: true}
                      - {name: gone, type: string}
                      - {name: note, type: string, required: true}
                      - {name: amount, type: "decimal(6,2)", required: true}
                      - {name: customer, type: string, required: true}
                    """,
                    "SELECT id, note, amount, customer, weight FROM orders"))
        .isInstanceOf(InvalidViewException.class)
        .hasMessage(
            """
            Cannot use the definition of shop.lines: 5 problems.
              view.sql: Column id is STRING, and table.yaml says int, which does not hold all its values. Write CAST(… AS INT), or declare another type.
              view.sql: It makes no column gone. Select an expression AS gone, or remove the column from table.yaml.
              view.sql: Column note may be null, and table.yaml requires it. Write COALESCE(note, …), or declare required: false.
              view.sql: Column amount is DECIMAL(10, 2), and table.yaml says decimal(6,2), which does not hold all its values. Write CAST(… AS DECIMAL(6, 2)), or declare another type.
              view.sql: It makes the column weight, which table.yaml does not declare. Declare {name: weight, type: …}, or leave it out.""");
  }

  private static final String ID = "  - {name: id, type: string, required: true}\n";

  @Test
  void coalesceMakesANullableColumnARequiredOne() {
    assertThat(
            compile(
                    "  - {name: note, type: string, required: true}\n",
                    "SELECT COALESCE(note, '') AS note FROM orders")
                .plan())
        .isNotEmpty();
  }

  @Test
  void anErrorOfTheGrammarNamesLineAndColumn() {
    assertThatThrownBy(() -> compile(ID, "-- Ids.\nSELECT id\nFORM orders WHERE"))
        .hasMessageContaining("1 problem.\n  view.sql:3:")
        .message()
        .doesNotContain("Was expecting")
        .doesNotContain("\tat ");
  }

  @Test
  void anUnknownNameIsSaidWithLineAndColumn() {
    assertThatThrownBy(() -> compile(ID, "SELECT\n  idd AS id\nFROM orders"))
        .hasMessageContaining("view.sql:2:3: Column 'idd' not found in any table");
    assertThatThrownBy(() -> compile(ID, "SELECT id\nFROM order_s"))
        .hasMessageContaining("view.sql:2:6: Object 'order_s' not found");
  }

  @Test
  void whatIsNoQueryIsRefused() {
    assertThatThrownBy(() -> compile(ID, "DROP TABLE orders"))
        .isInstanceOf(InvalidViewException.class)
        .hasMessageContaining("view.sql: ");
  }

  @Test
  void aTopicThatIsNotReadIsRefused() {
    assertThatThrownBy(
            () ->
                CompiledView.of(
                    Definitions.parse(
                        "spent",
                        SPENT,
                        "SELECT customer, 'x' AS city, SUM(amount) AS amount FROM orders GROUP BY"
                            + " customer")))
        .hasMessageContaining(
            "It does not read the topic accounts (table accounts). Read it, or remove it from the"
                + " sources.");
  }

  @Test
  void rowsThatChangeAreRefusedOfATableThatOnlyGrows() {
    assertThatThrownBy(
            () ->
                compile(
                    "  - {name: customer, type: string, required: true}\n"
                        + "  - {name: orders, type: long, required: true}\n",
                    "SELECT customer, COUNT(*) AS orders FROM orders GROUP BY customer"))
        .isInstanceOf(InvalidViewException.class)
        .hasMessageContaining("kind: upsert");
  }

  @Test
  void whatNoReplayRepeatsIsRefusedByExpression() {
    CompiledView view =
        compile(
            "  - {name: id, type: string, required: true}\n"
                + "  - {name: read_at, type: timestamptz, required: true}\n",
            "SELECT id, CAST(NOW() AS TIMESTAMP_LTZ(6)) AS read_at FROM orders");
    assertThat(view.replay()).isInstanceOf(ReplayClass.Refused.class);
    assertThatThrownBy(view::requireReplay)
        .isInstanceOf(InvalidViewException.class)
        .hasMessageContaining("NOW() reads the clock. Use a time of the event.");
  }
}
