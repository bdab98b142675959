package dev.tidemark.control.example;

import dev.tidemark.control.Console;
import dev.tidemark.control.Console.Style;
import dev.tidemark.definition.Column;
import dev.tidemark.definition.DurationText;
import dev.tidemark.definition.TableDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Results for people. */
final class ResultText {
  private final Console console;

  ResultText(Console console) {
    this.console = console;
  }

  /** One line for a case, and below it how it differs. */
  void print(CaseResult result) {
    console.print(
        "%s %s  %s"
            .formatted(
                word(result.outcome()), result.example().title(), DurationText.of(result.took())));
    if (result.outcome() instanceof CaseResult.Outcome.Failed failed) {
      console.print("    " + failed.sentence().replace("\n", "\n    "));
    } else if (result.outcome() instanceof CaseResult.Outcome.Different different) {
      lines(result.example().definition(), different).forEach(line -> console.print("    " + line));
    }
  }

  void summary(List<CaseResult> results, Duration took) {
    long equal = results.stream().filter(CaseResult::isEqual).count();
    long other = results.size() - equal;
    console.print(
        "%d %s in %s: %s."
            .formatted(
                results.size(),
                results.size() == 1 ? "case" : "cases",
                DurationText.of(took),
                other == 0 ? "all as expected" : equal + " as expected, " + other + " not"));
  }

  private String word(CaseResult.Outcome outcome) {
    if (outcome instanceof CaseResult.Outcome.Equal) {
      return console.styled(Style.GREEN, "ok     ");
    }
    return console.styled(
        Style.RED, outcome instanceof CaseResult.Outcome.Different ? "differs" : "failed ");
  }

  private List<String> lines(TableDefinition definition, CaseResult.Outcome.Different different) {
    var lines = new ArrayList<String>();
    for (RowDiff.Changed changed : different.rows().changed()) {
      lines.add("row " + identity(definition, changed));
      for (int i : changed.columns()) {
        lines.add(
            "  %s: expected %s, found %s"
                .formatted(
                    definition.columns().get(i).name(),
                    console.styled(Style.GREEN, shown(changed.expected().cells().get(i))),
                    console.styled(Style.RED, shown(changed.found().cells().get(i)))));
      }
    }
    different.rows().missing().forEach(row -> lines.add(row("missing row    ", definition, row)));
    different
        .rows()
        .unexpected()
        .forEach(row -> lines.add(row("unexpected row ", definition, row)));
    for (ExpectedReject reject : different.rejects().missing()) {
      lines.add(
          "not rejected   line %d of %s.jsonl, expected as %s"
              .formatted(reject.line(), reject.topic(), reject.reason()));
    }
    for (FoundReject reject : different.rejects().unexpected()) {
      lines.add(
          "rejected       line %d of %s.jsonl as %s: %s"
              .formatted(reject.line(), reject.topic(), reject.reason(), reject.message()));
    }
    return lines;
  }

  /** The primary key; in a table without one all that is as expected. */
  private static String identity(TableDefinition definition, RowDiff.Changed changed) {
    Map<String, @Nullable String> cells = cells(definition, changed.expected());
    if (definition.primaryKey().isEmpty()) {
      changed.columns().forEach(i -> cells.remove(definition.columns().get(i).name()));
    } else {
      cells.keySet().retainAll(definition.primaryKey());
    }
    return text(cells);
  }

  private static String row(String what, TableDefinition definition, Row row) {
    return what + text(cells(definition, row));
  }

  private static String text(Map<String, @Nullable String> cells) {
    var parts = new ArrayList<String>();
    cells.forEach(
        (name, cell) -> {
          // A wide row has nulls in most of its columns, which say little.
          if (cell != null) {
            parts.add(name + "=" + cell);
          }
        });
    return String.join(", ", parts);
  }

  static Map<String, @Nullable String> cells(TableDefinition definition, Row row) {
    Map<String, @Nullable String> cells = new LinkedHashMap<>();
    List<Column> columns = definition.columns();
    for (int i = 0; i < columns.size(); i++) {
      cells.put(columns.get(i).name(), row.cells().get(i));
    }
    return cells;
  }

  private static String shown(@Nullable String cell) {
    return cell == null ? "null" : cell;
  }
}
