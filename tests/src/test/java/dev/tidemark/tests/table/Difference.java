package dev.tidemark.tests.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a table's rows differ from those it must have; order does not matter, number does. */
public final class Difference {
  private static final int SHOWN = 5;

  private Difference() {}

  /** Empty if both hold the same rows, each as often. */
  public static Optional<String> between(List<Row> expected, List<Row> actual) {
    Map<Row, Integer> balance = new HashMap<>();
    expected.forEach(row -> balance.merge(row, 1, Integer::sum));
    actual.forEach(row -> balance.merge(row, -1, Integer::sum));
    List<String> missing = new ArrayList<>();
    List<String> surplus = new ArrayList<>();
    balance.forEach(
        (row, count) -> {
          if (count > 0) {
            missing.add(count + " x " + row.values());
          } else if (count < 0) {
            surplus.add(-count + " x " + row.values());
          }
        });
    if (missing.isEmpty() && surplus.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "%d rows expected, %d found; %d different ones missing, such as %s; %d surplus, such as %s"
            .formatted(
                expected.size(),
                actual.size(),
                missing.size(),
                some(missing),
                surplus.size(),
                some(surplus)));
  }

  private static List<String> some(List<String> rows) {
    return rows.stream().sorted().limit(SHOWN).toList();
  }
}
