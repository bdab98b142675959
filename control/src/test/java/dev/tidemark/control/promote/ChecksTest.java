package dev.tidemark.control.promote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.definition.Check;
import dev.tidemark.definition.TableName;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What checks ask and what they make of the answers; the answers themselves are an IT's. */
class ChecksTest {
  private static final TableName CLICKS = new TableName("shop", "clicks");

  @Test
  void allChecksAreOneStatement() {
    assertThat(
            new CheckSql(CLICKS)
                .of(
                    List.of(
                        new Check.Rows("enough", 1L, null),
                        new Check.NullRate("known", "url", 0.1),
                        new Check.ExistsIn("listed", "url", new TableName("shop", "pages"), "id"),
                        new Check.NoRows("fine", "SELECT 1 FROM shop.clicks;"))))
        .isEqualTo(
            """
            SELECT CAST('enough' AS STRING) AS name, COUNT(*) AS total, COUNT(*) AS found FROM `shop`.`clicks`
            UNION ALL
            SELECT CAST('known' AS STRING) AS name, COUNT(*) AS total, COUNT(*) - COUNT(`url`) AS found FROM `shop`.`clicks`
            UNION ALL
            SELECT CAST('listed' AS STRING) AS name, COUNT(*) AS total, COUNT(*) AS found FROM `shop`.`clicks` AS own WHERE own.`url` IS NOT NULL AND NOT EXISTS (SELECT 1 FROM `shop`.`pages` AS other WHERE other.`id` = own.`url`)
            UNION ALL
            SELECT CAST('fine' AS STRING) AS name, COUNT(*) AS total, COUNT(*) AS found FROM (
            SELECT 1 FROM shop.clicks
            )""");
  }

  @Test
  void whatIsWrongHasTheValueFoundAndTheDeclaredOne() {
    Check rows = new Check.Rows("enough", 5L, 10L);
    assertThat(Checks.failure(rows, 4, 4)).contains("4 rows, at least 5 are declared");
    assertThat(Checks.failure(rows, 5, 5)).isEmpty();
    assertThat(Checks.failure(rows, 10, 10)).isEmpty();
    assertThat(Checks.failure(rows, 11, 11)).contains("11 rows, at most 10 are declared");
    Check nulls = new Check.NullRate("known", "url", 0.25);
    assertThat(Checks.failure(nulls, 8, 2)).isEmpty();
    assertThat(Checks.failure(nulls, 0, 0)).isEmpty();
    assertThat(Checks.failure(nulls, 8, 3))
        .contains("3 of 8 rows have no url, at most a share of 0.25 is declared");
    assertThat(Checks.failure(new Check.NoRows("fine", "SELECT 1"), 2, 2))
        .contains("2 rows, none are declared");
    assertThat(
            Checks.failure(
                new Check.ExistsIn("listed", "url", new TableName("shop", "pages"), "id"), 1, 1))
        .contains("1 rows have a url that is not in shop.pages");
  }
}
