package dev.tidemark.control.example;

import dev.tidemark.definition.TableDefinition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToIntBiFunction;
import java.util.stream.IntStream;

/**
 * How the rows of a table differ from those expected; order does not matter, number does.
 *
 * <p>Two rows are told as one that changed if they have the same primary key, or, in a table
 * without one, if they have more columns alike than not.
 */
record RowDiff(List<Changed> changed, List<Row> missing, List<Row> unexpected) {
  /** A row of which some columns are not as expected. */
  record Changed(Row expected, Row found) {
    /** Which columns, by their position. */
    List<Integer> columns() {
      return IntStream.range(0, expected.cells().size())
          .filter(i -> !Objects.equals(expected.cells().get(i), found.cells().get(i)))
          .boxed()
          .toList();
    }
  }

  static RowDiff of(TableDefinition definition, List<Row> expected, List<Row> found) {
    List<Row> missing = new ArrayList<>(expected);
    List<Row> unexpected = new ArrayList<>();
    for (Row row : found) {
      if (!missing.remove(row)) {
        unexpected.add(row);
      }
    }
    ToIntBiFunction<Row, Row> alike =
        definition.primaryKey().isEmpty()
            ? RowDiff::alike
            : (a, b) -> RowKey.of(definition, a).equals(RowKey.of(definition, b)) ? 1 : 0;
    List<Changed> changed = new ArrayList<>();
    for (Row row : List.copyOf(missing)) {
      closest(row, unexpected, alike)
          .ifPresent(
              other -> {
                changed.add(new Changed(row, other));
                missing.remove(row);
                unexpected.remove(other);
              });
    }
    return new RowDiff(List.copyOf(changed), List.copyOf(missing), List.copyOf(unexpected));
  }

  boolean isEmpty() {
    return changed.isEmpty() && missing.isEmpty() && unexpected.isEmpty();
  }

  private static Optional<Row> closest(Row row, List<Row> others, ToIntBiFunction<Row, Row> alike) {
    return others.stream()
        .max(Comparator.comparingInt(other -> alike.applyAsInt(row, other)))
        .filter(other -> alike.applyAsInt(row, other) > 0);
  }

  /** How many columns more are alike than not; below one if they are different rows. */
  private static int alike(Row a, Row b) {
    int different = new Changed(a, b).columns().size();
    return a.cells().size() - 2 * different;
  }
}
