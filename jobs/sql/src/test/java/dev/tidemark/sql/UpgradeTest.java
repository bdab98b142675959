package dev.tidemark.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.definition.Definitions;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which versions of a definition may go on from each other's state. */
class UpgradeTest {
  private static final String YAML =
      """
      table: shop.spent
      description: What customers spent.
      kind: upsert
      primary-key: [customer]
      sources:
        - topic: orders
          fields:
            - {name: customer, type: string, required: true}
            - {name: amount, type: "decimal(10,2)", required: true}
            - {name: pieces, type: int, required: true}
        - topic: accounts
          primary-key: [customer]
          event-time: {field: changed_at}
          fields:
            - {name: customer, type: string, required: true}
            - {name: city, type: string}
            - {name: street, type: string}
            - {name: changed_at, type: timestamptz, required: true}
      columns:
        - {name: customer, type: string, required: true}
        - {name: city, type: string}
        - {name: amount, type: "decimal(38,2)"}
      """;
  private static final String LABEL = "  - {name: label, type: string}\n";
  private static final String SQL =
      """
      SELECT
        o.customer,
        a.city,
        o.amount
      FROM (SELECT customer, SUM(amount) AS amount FROM orders GROUP BY customer) o
      LEFT JOIN accounts a ON o.customer = a.customer
      """;
  private static final String LABELLED =
      SQL.replace("  o.amount\n", "  o.amount,\n  UPPER(a.city) AS label\n");

  private static String plan(String yaml, String sql) {
    return CompiledView.of(Definitions.parse("it", yaml, sql)).plan();
  }

  private static Optional<String> obstacle(String yaml, String sql) {
    return new Upgrade(plan(YAML, SQL), plan(yaml, sql)).obstacle();
  }

  @Test
  void aColumnComputedOverTheJoinFindsItsState() {
    assertThat(obstacle(YAML, SQL)).isEmpty();
    assertThat(obstacle(YAML + LABEL, LABELLED)).isEmpty();
  }

  @Test
  void stepsThatKeepTheSameHaveTheSameNumbersInBothPlans() {
    PlanSteps before = PlanSteps.of(plan(YAML, SQL));
    PlanSteps after = PlanSteps.of(plan(YAML + LABEL, LABELLED));
    assertThat(after.steps().stream().filter(Step::keepsState).map(Step::id))
        .containsExactlyElementsOf(
            before.steps().stream().filter(Step::keepsState).map(Step::id).toList())
        .hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void anotherInputOfTheJoinIsNamed() {
    String street = LABELLED.replace("UPPER(a.city)", "a.street");
    assertThat(obstacle(YAML + LABEL, street).orElseThrow())
        .contains("TableSourceScan(table=[[default_catalog, default_database, accounts")
        .contains("street")
        .contains("is gone or changed");
  }

  @Test
  void anotherAggregateIsNamed() {
    assertThat(obstacle(YAML, SQL.replace("SUM(amount)", "MAX(amount)")))
        .isPresent()
        .get()
        .asString()
        .contains("SUM(amount)")
        .contains("MAX(amount)");
  }

  @Test
  void aColumnMadeInAnotherWayIsRefused() {
    assertThat(obstacle(YAML, SQL.replace("  a.city", "  LOWER(a.city) AS city")))
        .contains("column city is made in another way");
    assertThat(obstacle(YAML, SQL + "WHERE a.city <> 'Ulm' OR o.amount > 3").orElseThrow())
        .isNotEmpty();
  }
}
