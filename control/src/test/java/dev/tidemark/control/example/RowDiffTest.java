package dev.tidemark.control.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.control.CapturedConsole;
import dev.tidemark.definition.Definitions;
import dev.tidemark.definition.TableDefinition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowDiffTest {
  private static final String HOUR = "2026-01-20T08:00:00Z";
  private static final TableDefinition KEYED = Definitions.builtIn("product_catalog");
  private static final TableDefinition APPENDED = Definitions.builtIn("sales_by_hour");

  @Test
  void theSameRowsInAnotherOrderAreEqual() {
    Row mug = row("mug", null, "1.000", HOUR, "0", "1");
    Row jug = row("jug", null, "2.000", HOUR, "0", "2");
    assertThat(RowDiff.of(KEYED, List.of(mug, jug), List.of(jug, mug)).isEmpty()).isTrue();
  }

  @Test
  void oneRowTooFewOfEqualOnesIsMissing() {
    Row france = row(HOUR, "France", "1", "1", "1.000");
    RowDiff diff = RowDiff.of(APPENDED, List.of(france, france), List.of(france));
    assertThat(diff).isEqualTo(new RowDiff(List.of(), List.of(france), List.of()));
  }

  @Test
  void rowsOfOneKeyAreOneRowThatChanged() {
    Row mug = row("mug", "MUG", "1.000", HOUR, "0", "1");
    Row other = row("mug", null, "9.000", "2026-01-21T08:00:00Z", "3", "4");
    RowDiff diff = RowDiff.of(KEYED, List.of(mug), List.of(other));
    assertThat(diff.missing()).isEmpty();
    assertThat(diff.changed()).containsExactly(new RowDiff.Changed(mug, other));
    assertThat(diff.changed().get(0).columns()).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void rowsOfTwoKeysAreTwoRowsHoweverAlike() {
    Row mug = row("mug", null, "1.000", HOUR, "0", "1");
    Row jug = row("jug", null, "1.000", HOUR, "0", "1");
    assertThat(RowDiff.of(KEYED, List.of(mug), List.of(jug)))
        .isEqualTo(new RowDiff(List.of(), List.of(mug), List.of(jug)));
  }

  @Test
  void withoutAKeyTheClosestRowIsTheOneThatChanged() {
    Row expected = row(HOUR, "France", "3", "2", "1.000");
    Row close = row(HOUR, "France", "3", "3", "2.000");
    Row closer = row(HOUR, "France", "3", "2", "5.000");
    RowDiff diff = RowDiff.of(APPENDED, List.of(expected), List.of(close, closer));
    assertThat(diff.changed()).containsExactly(new RowDiff.Changed(expected, closer));
    assertThat(diff.unexpected()).containsExactly(close);
  }

  @Test
  void peopleSeeRowsColumnsAndRejects() {
    var console = new CapturedConsole();
    new ResultText(console.console()).print(different());
    assertThat(console.out().lines())
        .containsExactly(
            "differs product_catalog/late  1.5 s",
            "    row stock_code=mug",
            "      description: expected MUG, found null",
            "      unit_price: expected 1.000, found 9.000",
            "    missing row    stock_code=jug, unit_price=2.000, updated_at=2026-01-20T08:00:00Z,"
                + " updated_by_partition=0, updated_by_offset=2",
            "    unexpected row stock_code=pot, unit_price=3.000, updated_at=2026-01-20T08:00:00Z,"
                + " updated_by_partition=0, updated_by_offset=3",
            "    not rejected   line 3 of product-updates.jsonl, expected as LATE",
            "    rejected       line 4 of product-updates.jsonl as BAD_KEY: A delete needs a key");
  }

  private static CaseResult different() {
    Row mug = row("mug", "MUG", "1.000", HOUR, "0", "1");
    Row found = row("mug", null, "9.000", HOUR, "0", "1");
    Row jug = row("jug", null, "2.000", HOUR, "0", "2");
    Row pot = row("pot", null, "3.000", HOUR, "0", "3");
    RowDiff rows = RowDiff.of(KEYED, List.of(mug, jug), List.of(pot, found));
    RejectDiff rejects =
        RejectDiff.of(
            List.of(new ExpectedReject("product-updates", 3, "LATE")),
            List.of(new FoundReject("product-updates", 4, "BAD_KEY", "A delete needs a key")));
    return new CaseResult(
        new Example(Path.of("product_catalog"), KEYED, "late", List.of(), List.of(), List.of()),
        Duration.ofMillis(1_500),
        new CaseResult.Outcome.Different(rows, rejects));
  }

  private static Row row(@Nullable String... cells) {
    return new Row(Arrays.asList(cells));
  }
}
