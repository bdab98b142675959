package dev.tidemark.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CheckReaderTest {
  private static final String CLICKS =
      """
      table: shop.clicks
      description: Clicks.
      kind: append
      pipeline: clicks
      sources:
        - topic: clicks
          fields:
            - {name: url, type: string}
      columns:
        - {name: url, type: string}
      """;

  @Test
  void everyKindIsRead() {
    assertThat(
            Definitions.parse(
                    "clicks",
                    CLICKS
                        + """
                        checks:
                          - {name: enough, rows-at-least: 10, rows-at-most: 2000}
                          - {name: known, column: url, null-rate-at-most: 0.25}
                          - {name: listed, column: url, exists-in: shop.pages.url}
                          - name: none-empty
                            no-rows: SELECT * FROM shop.clicks WHERE url = ''
                        """)
                .checks())
        .containsExactly(
            new Check.Rows("enough", 10L, 2000L),
            new Check.NullRate("known", "url", 0.25),
            new Check.ExistsIn("listed", "url", new TableName("shop", "pages"), "url"),
            new Check.NoRows("none-empty", "SELECT * FROM shop.clicks WHERE url = ''"));
  }

  @Test
  void checksDecideAboutNoRowAndLeaveTheFingerprint() {
    assertThat(
            Definitions.parse("a", CLICKS + "checks: [{name: enough, rows-at-least: 10}]")
                .fingerprint())
        .isEqualTo(Definitions.parse("a", CLICKS).fingerprint());
  }

  @Test
  void wrongChecksAreReportedWithTheirPlace() {
    assertThatThrownBy(
            () ->
                Definitions.parse(
                    "clicks",
                    CLICKS
                        + """
                        checks:
                          - {name: nothing}
                          - {name: two, rows-at-least: 1, no-rows: SELECT 1}
                          - {name: where, null-rate-at-most: 0.1}
                          - {name: what, column: uri, null-rate-at-most: 1.5}
                          - {name: far, column: uri, exists-in: pages.url}
                          - {name: far, column: url, null-rate-at-most: 0}
                        """))
        .hasMessageContaining(
            "checks[0].name: found a check of nothing, accepted is rows-at-least and rows-at-most, or one of null-rate-at-most, exists-in and no-rows")
        .hasMessageContaining("checks[1].name: found a check of rows-at-least and no-rows")
        .hasMessageContaining("checks[2].column: found nothing, accepted is the column of")
        .hasMessageContaining(
            "checks[3].null-rate-at-most: found \"1.5\", accepted is a share from 0 to 1, like 0.01")
        .hasMessageContaining(
            "checks[4].exists-in: found \"pages.url\", accepted is namespace.table.column");
  }
}
